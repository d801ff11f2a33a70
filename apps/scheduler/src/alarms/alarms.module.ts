import { Module } from '@nestjs/common';
import { AlarmRing } from './alarm-ring.js';
import { AlarmWorker } from './alarm.worker.js';
import { AlarmsRepository } from './alarms.repository.js';
import { AlarmsService } from './alarms.service.js';

/** Alarm clocks: BullMQ, and nothing else that knows of it. */
@Module({
  providers: [AlarmsService, AlarmsRepository, AlarmWorker, AlarmRing],
  exports: [AlarmsService, AlarmRing],
})
export class AlarmsModule {}
