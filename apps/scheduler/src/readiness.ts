import type { ReadinessCheck } from '#libs/observability';
import type { OutboxRelay } from '#libs/outbox';
import type { SchedulerEnv } from './env.js';
import type { ProofOfLife } from './sweep/index.js';

/** A sweep may miss so many intervals before the scheduler is called unhealthy. */
const MISSED_INTERVALS = 4;

/** What the scheduler needs: its database, a sweep that runs, and reminders that fall due. Redis it only wants: reminders are sent without it. */
export function readinessChecks(env: SchedulerEnv, proof: ProofOfLife, relay: OutboxRelay): readonly ReadinessCheck[] {
  const longest = MISSED_INTERVALS * env.SWEEP_INTERVAL_SECONDS;
  return [
    {
      name: 'sweep',
      required: true,
      probe: async () => {
        const { sweptSecondsAgo, overdue, oldestOverdueSeconds, stuckSeconds } = await proof.overdue();
        if (sweptSecondsAgo === null) throw new Error('no sweep has finished yet');
        if (sweptSecondsAgo > longest) throw new Error(`no sweep has finished for ${String(Math.round(sweptSecondsAgo))} s`);
        // The sweep only asks for it: that it happens is another matter.
        if (stuckSeconds > longest) throw new Error(`a reminder has been due for ${String(Math.round(stuckSeconds))} s`);
        return { sweptSecondsAgo, overdue, oldestOverdueSeconds };
      },
    },
    {
      name: 'redis',
      required: false,
      probe: () => proof.alarmCounts(),
    },
    {
      name: 'eviction',
      required: false,
      probe: () => relay.probeEviction(),
    },
  ];
}
