import { Module } from '@nestjs/common';
import { CircuitMetrics } from './circuit.metrics.js';
import { CircuitsRepository } from './circuits.repository.js';
import { CircuitsService } from './circuits.service.js';

/** Whether a channel may be used at this moment, agreed upon by all processes. */
@Module({ providers: [CircuitsService, CircuitsRepository, CircuitMetrics], exports: [CircuitsService] })
export class CircuitsModule {}
