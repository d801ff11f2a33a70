export { ImportReport } from './import-report.js';
export { importFile } from './import-file.js';
export { KeyImport } from './key-import.service.js';
export { KeyImportModule } from './key-import.module.js';
export { UnusableFile } from './unusable-file.js';
