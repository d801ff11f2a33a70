export { rolesField } from './dto/roles-field.js';
export { PresentRights } from './present-rights.js';
export { RolesModule } from './roles.module.js';
export { RolesService } from './roles.service.js';
