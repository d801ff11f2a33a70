import type { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { showFigures, type Metrics } from '#libs/observability';
import { wireKinds } from './dto/inventory.dto.js';
import { ExpiryFiguresRepository, type CountedCredentials, type EndingCredential } from './expiry-figures.repository.js';

/** How many credentials are shown one by one: those that end next. More would swamp whoever scrapes. */
const SHOWN = 200;

/** For how long, in milliseconds, figures are shown again without reading them anew: every node is scraped, all read the same. */
const FRESH_MS = 10_000;

interface Figures {
  readonly counts: readonly CountedCredentials[];
  readonly soonest: readonly EndingCredential[];
}

interface CredentialMetricsParts {
  readonly metrics: Metrics;
  readonly transactions: Transactions;
  readonly clock: Clock;
}

/** Shows how many credentials there are and when the next ones end, for alerts that people write themselves. */
export function showCredentials({ metrics, transactions, clock }: CredentialMetricsParts): void {
  const repository = new ExpiryFiguresRepository();
  let last: { readonly until: number; readonly figures: Figures } | undefined;
  const read = async (): Promise<Figures> => {
    const now = clock.now();
    if (last && now.getTime() < last.until) return last.figures;
    const [counts, soonest] = await Promise.all([
      repository.counts(transactions.reading, now),
      repository.soonest(transactions.reading, { now, limit: SHOWN }),
    ]);
    last = { until: now.getTime() + FRESH_MS, figures: { counts, soonest } };
    return last.figures;
  };
  showFigures<Figures>(metrics, read, [
    {
      name: 'curfew_credentials',
      help: 'Credentials that are not revoked, by kind and status. EXPIRING: within their last seven days.',
      labelNames: ['kind', 'status'],
      pick: ({ counts }) =>
        counts.map(({ kind, status, count }) => ({ labels: { kind: wireKinds[kind], status }, value: count })),
    },
    {
      name: 'curfew_credential_expires_timestamp_seconds',
      help: `When a credential ends, in seconds since 1970: the ${String(SHOWN)} that end next and have no successor.`,
      labelNames: ['kind', 'cid'],
      pick: ({ soonest }) =>
        soonest.map(({ kind, id, expiresAt }) => ({
          labels: { kind: wireKinds[kind], cid: id },
          value: expiresAt.getTime() / 1_000,
        })),
    },
  ]);
}
