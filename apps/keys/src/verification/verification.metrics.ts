import { verificationCodes, type VerificationCode } from '#libs/contracts';
import type { Metrics } from '#libs/observability';
import { Counter, Gauge } from 'prom-client';
import type { ChangesFollower } from './changes-follower.service.js';

/** Counts the answers of verification, each code from the start. */
export function countingVerifications(metrics: Metrics): (code: VerificationCode) => void {
  const counter = new Counter({
    name: 'curfew_verifications_total',
    help: 'Keys that other services asked about, over HTTP or the bus, by what was said of them.',
    labelNames: ['code'],
    registers: [metrics],
  });
  for (const code of verificationCodes) counter.inc({ code }, 0);
  return (code) => {
    counter.inc({ code });
  };
}

/** Counts from where credentials are read. */
export function countingReads(metrics: Metrics): (from: 'cache' | 'database') => void {
  const counter = new Counter({
    name: 'curfew_credential_reads_total',
    help: 'Credentials that were looked for, to verify them or to let a request in: in memory (cache) or in the database.',
    labelNames: ['from'],
    registers: [metrics],
  });
  for (const from of ['cache', 'database']) counter.inc({ from }, 0);
  return (from) => {
    counter.inc({ from });
  };
}

/** Shows how long ago the changes of other nodes were last looked at, and whether a transaction is open for too long. */
export function showFollowing(metrics: Metrics, follower: Pick<ChangesFollower, 'ageMs' | 'heldMs'>): void {
  new Gauge({
    name: 'curfew_changes_poll_age_seconds',
    help: 'How long ago the last successful look at the changes of all nodes began; from 0.75 on the cache is not used.',
    registers: [metrics],
    collect() {
      this.set(follower.ageMs() / 1_000);
    },
  });
  new Gauge({
    name: 'curfew_changes_horizon_age_seconds',
    help: 'For how long one open transaction of the database cluster, whoever has it, has held back what Postgres can tidy up.',
    registers: [metrics],
    collect() {
      this.set(follower.heldMs() / 1_000);
    },
  });
}
