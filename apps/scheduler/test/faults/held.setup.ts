/** A fault of the catalogue that another test than the fault run holds, and what that shows. */
export interface HeldElsewhere {
  readonly number: number;
  readonly fault: string;
  readonly file: string;
  /** The title of the test, or of its group, as it stands in the file. */
  readonly title: string;
  readonly shows: string;
}

/** Faults that are held by other tests too, or by them alone. */
export const heldElsewhere: readonly HeldElsewhere[] = [
  {
    ...{ number: 3, fault: 'a transaction is cut before its COMMIT', file: 'apps/keys/test/database-away.int-spec.ts' },
    title: 'a transaction that is cut in the middle leaves neither row nor event',
    shows: 'whoever was told 503 has nothing half-made',
  },
  {
    ...{ number: 5, fault: 'Redis is away at the start', file: 'apps/keys/test/process.e2e-spec.ts' },
    title: 'started without Redis serves, and an event committed before kill -9 is published by its successor',
    shows: 'the API serves, and the outbox outlives its process',
  },
  {
    ...{ number: 14, fault: 'stopped for longer than the lease', file: 'apps/scheduler/test/shutdown.e2e-spec.ts' },
    title: 'lets another have it that took it over while this one was frozen',
    shows: 'the late one does not send',
  },
  {
    ...{ number: 17, fault: 'a newer release on the other side', file: 'libs/messaging/src/streams/stream-entry.spec.ts' },
    title: 'takes an event that carries more than is known of it',
    shows: 'fields added by a newer release are no poison',
  },
  {
    ...{ number: 30, fault: 'wrong clocks', file: 'apps/scheduler/src/simulation/simulation.spec.ts' },
    title: 'loses nothing, and sends nothing twice, early, or that is no longer true',
    shows: 'with two schedulers whose clocks are set up to eight days wrong, among all else; a design that asks them is caught',
  },
  {
    ...{ number: 32, fault: 'summer time, and midnights that are skipped or come twice' },
    file: 'libs/kernel/src/calendar/instants-in-all-zones.spec.ts',
    title: 'is so around every change of the clocks there is from 2026 to 2037',
    shows: 'the end of a day in every zone, compared with another implementation',
  },
  {
    ...{ number: 32, fault: 'the same, for the reminders', file: 'apps/scheduler/src/reminders/domain/plan.spec.ts' },
    title: 'counts calendar days across a change of the clocks: 168 hours would be an hour off',
    shows: 'seven days are seven days by the wall clock',
  },
  {
    ...{ number: 33, fault: 'revoked in the moment of the claim', file: 'apps/scheduler/test/races.int-spec.ts' },
    title: 'leaves out a credential whose revocation commits in that moment',
    shows: 'held at the very statement by a lock: no message names it',
  },
  {
    ...{ number: 33, fault: 'extended between claim and body', file: 'apps/scheduler/test/races.int-spec.ts' },
    title: 'says what is true by then: without what has another date, and with the name that a key has now',
    shows: 'no message names a date that is no longer true',
  },
  {
    ...{ number: 33, fault: 'A, then B, then A again', file: 'apps/scheduler/test/races.int-spec.ts' },
    title: 'comes back with its date, when that was changed and changed back in time',
    shows: 'who was told of A is not told of A again',
  },
  {
    ...{ number: 34, fault: 'events in any order, and repeated', file: 'apps/scheduler/test/planning.int-spec.ts' },
    title: 'comes to one plan whatever the order and repetition of the events',
    shows: 'the newest version wins',
  },
  {
    ...{ number: 34, fault: 'an event is lost for good', file: 'apps/scheduler/test/reconciliation.e2e-spec.ts' },
    title: 'has its reminder sent all the same, once',
    shows: 'the comparison of the copies finds it',
  },
  {
    ...{ number: 35, fault: 'thousands of keys due at one instant', file: 'apps/scheduler/test/herd.int-spec.ts' },
    title: 'keep no other workspace waiting until they are through',
    shows: 'they fall due in slices, become one message for each recipient, and others are told meanwhile',
  },
  {
    ...{ number: 36, fault: 'an import fails in the middle of a chunk', file: 'apps/keys/test/key-import.int-spec.ts' },
    title: 'after the database failed in the middle of a chunk finds that none of the chunk is in',
    shows: 'a chunk is in as a whole or not at all',
  },
  {
    ...{ number: 36, fault: 'an import is run again', file: 'apps/keys/test/key-import.int-spec.ts' },
    title: 'adds none twice, also when it is hashed under another pepper meanwhile',
    shows: 'importing twice is importing once',
  },
  {
    ...{ number: 37, fault: 'a key is born within a lead time', file: 'apps/scheduler/test/planning.int-spec.ts' },
    title: 'records a lead time that had passed when the expiry was chosen as skipped, with the reason',
    shows: 'with three days to live the first of two is SKIPPED, and the second planned',
  },
  {
    ...{ number: 37, fault: 'a key that expired yesterday is asked for', file: 'apps/keys/test/bad-input.int-spec.ts' },
    title: 'POST refuses, naming the field and leaving no row and no event,',
    shows: '400 that names the field',
  },
  {
    ...{ number: 38, fault: 'dates, zones and names that make no sense', file: 'apps/keys/test/bad-input.int-spec.ts' },
    title: 'POST refuses, naming the field and leaving no row and no event,',
    shows: '2026-02-30, +010000-01-01, Mars/Base, +05:30, EST, null bytes, a megabyte: 400 with the field',
  },
  {
    ...{ number: 38, fault: 'any request at all', file: 'apps/keys/test/generated-requests.int-spec.ts' },
    title: 'whatever is sent: no 5xx, every refusal in the wire format and of a named field, and nothing changed by it',
    shows: '20,000 generated requests',
  },
  {
    ...{ number: 38, fault: 'names that would be markup', file: 'apps/scheduler/src/notices/renderings.spec.ts' },
    title: 'Slack is sent plain text only, in which nothing can be a mention or a link',
    shows: 'no <!channel>, and no HTML of a name’s either',
  },
  {
    ...{ number: 39, fault: 'poison of every kind', file: 'libs/messaging/src/streams/failures.int-spec.ts' },
    title: 'is put aside with the reason, of whatever kind, and the stream moves on',
    shows: 'no event, no JSON, unknown types, wrong fields, too large',
  },
  {
    ...{ number: 40, fault: 'nine days without a scheduler, past the expiry', file: 'apps/scheduler/test/expired.int-spec.ts' },
    title: 'comes once after days of downtime, and no reminder is announced beside it',
    shows: 'KeyExpired is told once, and no KeyExpiring beside it',
  },
  {
    ...{ number: 40, fault: 'the same, for the message', file: 'apps/scheduler/test/delivery.int-spec.ts' },
    title: 'says that the credential has expired, once, if that is so by then',
    shows: 'one message, and none that counts days',
  },
  {
    ...{ number: 40, fault: 'an outage across both lead times', file: 'apps/scheduler/test/delivery.int-spec.ts' },
    title: 'is the most urgent one only, when several are due at once',
    shows: 'one reminder, the others SUPERSEDED',
  },
  {
    ...{
      number: 41,
      fault: 'a forged click in Slack, or one that is 301 s old',
      file: 'apps/keys/test/slack-interactions.int-spec.ts',
    },
    title: 'a request that Slack has not signed just now',
    shows: '401, and nothing changes',
  },
  {
    ...{ number: 41, fault: 'a click that is doubled or replayed', file: 'apps/keys/test/slack-interactions.int-spec.ts' },
    title: 'snoozes for a day, and is one click when it is doubled, at once or not, or replayed',
    shows: 'one change of the credential',
  },
];

/** Faults of the catalogue that nothing here injects, and why. */
export const notAutomated: readonly { readonly number: number; readonly fault: string; readonly reason: string }[] = [
  {
    number: 31,
    fault: "the database's clock jumps ahead by an hour",
    reason:
      "the tests' Postgres runs on the machine's clock, and moving that of one process takes a library which its package does not bring. What follows from the design: whatever is due within the jump is sent early by as much, once; the ledger holds it as sent when the clock goes back",
  },
];
