import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ParcelsModule } from './parcels.module.js';

const app = await NestFactory.create<NestFastifyApplication>(ParcelsModule, new FastifyAdapter());
app.enableShutdownHooks([], { useProcessExit: true });
await app.listen(process.env['PARCELS_PORT'] ?? 3100, '127.0.0.1');
