import { Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { AlarmsService } from '../alarms/index.js';
import { SweepsRepository, type Overdue } from './sweeps.repository.js';

/** Shows that reminders run: what is overdue, when a sweep last finished, what Redis holds. */
@Injectable()
export class ProofOfLife {
  constructor(
    private readonly transactions: Transactions,
    private readonly sweeps: SweepsRepository,
    private readonly alarms: AlarmsService,
  ) {}

  /** What is owed, by the database. Rejects while it is away. */
  overdue(): Promise<Overdue> {
    return this.sweeps.overdue(this.transactions.reading);
  }

  /** How many alarms Redis holds, by state. Rejects while it is away. */
  alarmCounts(): Promise<Record<string, number>> {
    return this.alarms.counts();
  }
}
