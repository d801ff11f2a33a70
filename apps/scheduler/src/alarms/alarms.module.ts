import { Module } from '@nestjs/common';
import { AlarmRing } from './alarm-ring.js';
import { AlarmSetter } from './alarm-setter.service.js';
import { AlarmWorker } from './alarm.worker.js';
import { AlarmsRepository } from './alarms.repository.js';
import { AlarmsService } from './alarms.service.js';

/** Alarm clocks: BullMQ, and nothing else that knows of it. */
@Module({
  providers: [AlarmsService, AlarmSetter, AlarmsRepository, AlarmWorker, AlarmRing],
  exports: [AlarmsService, AlarmSetter, AlarmRing],
})
export class AlarmsModule {}
