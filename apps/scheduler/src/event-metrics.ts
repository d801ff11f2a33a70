import { showFigures, type Metrics } from '#libs/observability';
import { Counter } from 'prom-client';

/** What can become of an event. */
const outcomes = ['handled', 'buried', 'left'] as const;

/** Counts what became of events, each outcome from the start: the first of a kind would not show as an increase otherwise. */
export function countingEvents(metrics: Metrics): (outcome: (typeof outcomes)[number]) => void {
  const events = new Counter({
    name: 'curfew_events_consumed_total',
    help: 'Events settled, by outcome: handled, buried (put aside with a reason) or left (to another process).',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  for (const outcome of outcomes) events.inc({ outcome }, 0);
  return (outcome) => {
    events.inc({ outcome });
  };
}

/** Shows how far behind the event stream the scheduler is: all its processes together. */
export function showOldestEvent(metrics: Metrics, events: { oldestSeconds(): Promise<number> }): void {
  showFigures(metrics, () => events.oldestSeconds(), [
    {
      name: 'curfew_events_oldest_seconds',
      help: 'For how long the oldest event that was published and not yet settled has waited. Not a number while Redis is away.',
      pick: (seconds) => seconds,
    },
  ]);
}
