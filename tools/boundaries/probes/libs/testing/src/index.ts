import { Client } from 'pg';

export const postgres = new Client();
