import { Module } from '@nestjs/common';
import { CurfewModule } from '#libs/client';
import { KnownKeys } from './known-keys.js';
import { ParcelsController } from './parcels.controller.js';

/** The whole service: it says where Curfew's Redis is, and what it is called itself. */
@Module({
  imports: [CurfewModule.forRoot({ redisUrl: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379', service: 'parcels' })],
  controllers: [ParcelsController],
  providers: [KnownKeys],
})
export class ParcelsModule {}
