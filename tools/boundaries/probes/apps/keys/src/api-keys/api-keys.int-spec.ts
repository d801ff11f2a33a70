import { postgres } from '#libs/testing';
import { DataSource } from 'typeorm';
import { ApiKeysRepository } from './api-keys.repository.js';

export const setup = [postgres, DataSource, ApiKeysRepository];
