import { DataSource, type EntityManager } from 'typeorm';

export type Transaction = EntityManager;

export class Transactions extends DataSource {}
