import type { QueryRunner } from 'typeorm';

export const up = (runner: QueryRunner) => runner;
