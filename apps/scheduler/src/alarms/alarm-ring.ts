import { Injectable } from '@nestjs/common';

/** Where alarms are heard: the worker rings, whoever watches for reminders to fall due listens. */
@Injectable()
export class AlarmRing {
  private listener: () => void = () => undefined;

  /** Calls `listener` whenever an alarm rings; there is one listener. */
  onRing(listener: () => void): void {
    this.listener = listener;
  }

  ring(): void {
    this.listener();
  }
}
