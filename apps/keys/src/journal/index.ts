export { actorTypes, auditActions, auditedObjects, type AuditAction, type AuditEntry } from './audit-entry.js';
export { Journal, type Change } from './journal.js';
export { JournalModule } from './journal.module.js';
export { Changes } from './changes.js';
