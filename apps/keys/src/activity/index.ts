export { ActivityModule } from './activity.module.js';
export { ActivityService, type Activity } from './activity.service.js';
export { activityFields, showActivity } from './dto/activity.dto.js';
