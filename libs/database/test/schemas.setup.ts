import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { dataSourceOptions, type DatabaseEnv, type ServiceSchema } from '../src/index.js';

class CreateKeys1767225600000 implements MigrationInterface {
  readonly name = 'CreateKeys1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE keys.doors (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE keys.doors');
  }
}

class CreateScheduler1767225600000 implements MigrationInterface {
  readonly name = 'CreateScheduler1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE scheduler.bells (id int PRIMARY KEY)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE scheduler.bells');
  }
}

/** A schema with one table, `keys.doors`: an id that Postgres gives, and a unique name. */
export const keys: ServiceSchema = { schema: 'keys', entities: [], migrations: [CreateKeys1767225600000] };

/** A second service's schema, with the table `scheduler.bells`. */
export const scheduler: ServiceSchema = { schema: 'scheduler', entities: [], migrations: [CreateScheduler1767225600000] };

/** Connects as a service does. End it with `destroy()`. */
export function connect(service: ServiceSchema, env: DatabaseEnv): Promise<DataSource> {
  return new DataSource(dataSourceOptions(service, { env, asService: true })).initialize();
}
