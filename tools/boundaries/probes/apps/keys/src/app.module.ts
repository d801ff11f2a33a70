import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiKeysService } from './api-keys/index.js';

export const composition = [TypeOrmModule, ApiKeysService];
