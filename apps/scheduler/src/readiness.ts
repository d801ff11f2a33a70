import type { Transactions } from '#libs/database';
import type { ReadinessCheck } from '#libs/observability';
import type { AlarmsService } from './alarms/index.js';
import type { SchedulerEnv } from './env.js';
import type { SweepsRepository } from './sweep/index.js';

/** A sweep may miss so many intervals before the scheduler is called unhealthy. */
const MISSED_INTERVALS = 4;

/** What the scheduler needs: its database and a sweep that runs. Redis it only wants: reminders are sent without it. */
export function readinessChecks(
  env: SchedulerEnv,
  transactions: Transactions,
  ...[sweeps, alarms]: [SweepsRepository, AlarmsService]
): readonly ReadinessCheck[] {
  return [
    {
      name: 'sweep',
      required: true,
      probe: async () => {
        const { sweptSecondsAgo, overdue } = await sweeps.overdue(transactions.reading);
        if (sweptSecondsAgo === null || sweptSecondsAgo > MISSED_INTERVALS * env.SWEEP_INTERVAL_SECONDS) {
          throw new Error(
            `no sweep has finished for ${sweptSecondsAgo === null ? 'ever' : `${String(Math.round(sweptSecondsAgo))} s`}`,
          );
        }
        return { sweptSecondsAgo, overdue };
      },
    },
    {
      name: 'redis',
      required: false,
      probe: async () => {
        await alarms.ping();
        return {};
      },
    },
  ];
}
