export { databaseEnv, databaseUrl, type DatabaseEnv } from './database.env.js';
export { DatabaseModule } from './database.module.js';
export { HeldTurn, type TurnTaker } from './held-turn.js';
export { migrate } from './migrate.js';
export { rows } from './rows.js';
export { dataSourceOptions, type ServiceSchema } from './service-schema.js';
export { isOpen, Transactions, type Transaction } from './transactions.js';
export { digestOf, versionsOf, type VersionedTable, type VersionPage } from './versions.js';
