export { AlarmsModule } from './alarms.module.js';
export { AlarmsService } from './alarms.service.js';
export { AlarmSetter } from './alarm-setter.service.js';
export { AlarmRing } from './alarm-ring.js';
