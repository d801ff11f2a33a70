import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FixedClock, randomId, systemClock } from '#libs/kernel';
import { until } from '#libs/testing';
import { signatureFits, signingSecret } from '#libs/webhooks';
import { testCertificate } from '../../../test/certificate.setup.js';
import {
  aMessage,
  goAhead,
  itKeepsTheChannelContract,
  type ProviderPorts,
  type Stage,
} from '../../../test/channel-conformance.setup.js';
import { WebhookReceiver, type Reaction, type Received } from '../../../test/webhook-receiver.setup.js';
import type { SettingsWebhook } from '../../settings/index.js';
import { reachOf, type Reach } from './addresses.js';
import { WebhookChannel } from './webhook-channel.js';

const signingKey = Buffer.alloc(32, 3);
const ENDPOINT = 'wh0000000000000001';
const secretOf = (version: number) => signingSecret(signingKey, { endpointId: ENDPOINT, version });

const NOTHING: Pick<Received, 'headers' | 'body'> = { headers: {}, body: '' };

interface Opening {
  readonly url: string;
  readonly reach?: Reach;
  readonly patienceMs?: number;
  readonly endpoint?: Partial<SettingsWebhook>;
  readonly ca?: string;
  readonly now?: Date;
}

function openAt({ url, reach = reachOf({ allowPrivate: true }), patienceMs = 15_000, endpoint, ca, now }: Opening) {
  const known: SettingsWebhook = { id: ENDPOINT, url, secretVersion: 1, previousSecretUntil: null, ...endpoint };
  return new WebhookChannel({
    find: (id) => Promise.resolve(id === known.id ? known : undefined),
    signingKey,
    reach,
    clock: now ? new FixedClock(now) : systemClock,
    patience: { connectMs: patienceMs, wholeMs: patienceMs },
    ...(ca === undefined ? {} : { ca }),
  });
}

async function receiverStage(): Promise<Stage> {
  const receiver = await WebhookReceiver.start();
  return {
    ports: { smtp: '', slack: '', webhook: String(receiver.port) },
    meets: ({ reaction = { status: 500 } }: { reaction?: Reaction }) => {
      receiver.does('/', reaction, { status: 204 });
      return Promise.resolve();
    },
    calm: () => {
      receiver.does('/', { status: 204 });
      return Promise.resolve();
    },
    arrived: ({ event }) => {
      const taken = receiver.received.filter(({ headers, taken }) => taken && headers['webhook-id'] === event?.id);
      return Promise.resolve(taken.map(() => ({ channel: 'webhook', to: ENDPOINT })));
    },
    close: () => receiver.close(),
  };
}

describe('WebhookChannel', () => {
  itKeepsTheChannelContract({
    provider: 'webhook',
    stage: receiverStage,
    recipient: ENDPOINT,
    secret: secretOf(1),
    open: ({ webhook = '' }: ProviderPorts, patienceMs?: number) =>
      openAt({ url: `http://127.0.0.1:${webhook}/`, ...(patienceMs === undefined ? {} : { patienceMs }) }),
    faults: {
      refused: { reaction: { status: 410 } },
      later: { reaction: { status: 500 } },
      hangs: { reaction: 'hang' },
      dropsBefore: { reaction: 'dropBefore' },
      dropsAfter: { reaction: 'dropAfter' },
    },
  });
});

describe('a post', () => {
  let receiver: WebhookReceiver;
  let secure: WebhookReceiver;
  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    secure = await WebhookReceiver.start({ secure: true });
  });
  afterAll(async () => {
    await Promise.all([receiver.close(), secure.close()]);
  });
  afterEach(() => receiver.does('/', { status: 204 }));

  /** Names lead to this machine, as names on the internet lead to others. */
  const here: Reach = { resolve: () => Promise.resolve(['127.0.0.1']), mayConnect: (address) => address === '127.0.0.1' };
  const byName = () => `https://hooks.example.test:${String(secure.port)}/hooks?tenant=7`;

  it('is signed with the current secret, and with the one before as long as that signs along', async () => {
    const now = new Date('2027-03-24T07:00:00Z');
    for (const [previousSecretUntil, versions] of [
      [null, [2]],
      ['2027-03-24T07:00:00.000Z', [2]],
      ['2027-03-24T07:00:00.001Z', [2, 1]],
    ] as const) {
      const message = aMessage(ENDPOINT);
      const endpoint = { secretVersion: 2, previousSecretUntil };
      await openAt({ url: receiver.urlOf('/'), endpoint, now }).send(message, goAhead);
      const { headers, body } = receiver.received.at(-1) ?? NOTHING;
      const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': signature = '' } = headers;
      expect([id, timestamp]).toEqual([message.event.id, String(now.getTime() / 1_000)]);
      expect([3, 2, 1].filter((version) => signatureFits({ id, timestamp, body, signature }, secretOf(version)))).toEqual(
        versions,
      );
    }
  });

  it('is JSON with a type, when that happened, and data', async () => {
    const message = aMessage(ENDPOINT);
    await openAt({ url: receiver.urlOf('/') }).send(message, goAhead);
    const { headers, body } = receiver.received.at(-1) ?? NOTHING;
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Curfew' });
    const { type, occurredAt, data } = message.event;
    expect(JSON.parse(body)).toEqual({ type, timestamp: occurredAt.toISOString(), data });
  });

  it('goes over TLS to the address that was vetted, under the name of the host', async () => {
    const message = aMessage(ENDPOINT);
    expect(await openAt({ url: byName(), reach: here, ca: testCertificate.cert }).send(message, goAhead)).toEqual({
      kind: 'accepted',
      providerRef: 'HTTP 204',
    });
    expect(secure.received.at(-1)).toMatchObject({
      path: '/hooks?tenant=7',
      headers: { host: `hooks.example.test:${String(secure.port)}`, 'webhook-id': message.event.id },
    });
  });

  it.each([
    ['nobody vouches for the certificate', byName, undefined],
    ['the certificate is another host’s', () => byName().replace('hooks.', 'other.'), testCertificate.cert],
  ])('does not begin when %s', async (_why, url, ca) => {
    const [before, begun] = [secure.received.length, [] as string[]];
    const begins = () => Promise.resolve(void begun.push('begun'));
    const outcome = await openAt({ url: url(), reach: here, ...(ca === undefined ? {} : { ca }) }).send(
      aMessage(ENDPOINT),
      begins,
    );
    expect(outcome).toMatchObject({
      kind: 'later',
      reason: expect.stringMatching(/^no connection to the endpoint \([A-Z_]+\)$/),
    });
    expect([begun, secure.received.length]).toEqual([[], before]);
  });

  describe('that leads inside', () => {
    const strict = (...addresses: string[]): Reach => ({
      ...reachOf({ allowPrivate: false }),
      resolve: () => Promise.resolve(addresses),
    });
    const refusal = { kind: 'later', reason: 'the host of the endpoint has no public address' };

    it.each(['127.0.0.1', '[::1]', 'localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])(
      'connects to nobody: %s',
      async (host) => {
        const before = receiver.connections;
        const url = `http://${host}:${String(receiver.port)}/`;
        expect(await openAt({ url, reach: strict('127.0.0.1') }).send(aMessage(ENDPOINT), goAhead)).toEqual(refusal);
        expect(receiver.connections).toBe(before);
      },
    );

    it('connects to nobody if one of several addresses is inside', async () => {
      const before = receiver.connections;
      const url = `http://hooks.example.test:${String(receiver.port)}/`;
      const outcome = await openAt({ url, reach: strict('8.8.8.8', '127.0.0.1') }).send(aMessage(ENDPOINT), goAhead);
      expect([outcome, receiver.connections]).toEqual([refusal, before]);
    });

    it('by a name that leads elsewhere the second time it is asked is asked for once', async () => {
      const answers = [['127.0.0.1'], ['127.0.0.2']];
      const asked: string[] = [];
      const resolve = (host: string) => Promise.resolve(answers[asked.push(host) - 1] ?? []);
      const url = `http://rebinding.example.test:${String(receiver.port)}/`;
      expect(await openAt({ url, reach: { ...here, resolve } }).send(aMessage(ENDPOINT), goAhead)).toMatchObject({
        kind: 'accepted',
      });
      expect(asked).toEqual(['rebinding.example.test']);
    });

    it('by a redirect is not followed', async () => {
      receiver.does('/', { status: 307, headers: { location: receiver.urlOf('/inside') } });
      const outcome = await openAt({ url: receiver.urlOf('/') }).send(aMessage(ENDPOINT), goAhead);
      expect(outcome).toMatchObject({ kind: 'later', reason: expect.stringContaining('redirects are not followed') });
      expect(receiver.received.filter(({ path }) => path === '/inside')).toEqual([]);
    });
  });

  it('tells nothing of the body of an answer, and reads no further than it must', async () => {
    receiver.does('/', { status: 500, body: 'secret of the inside' }, 'drip');
    const channel = openAt({ url: receiver.urlOf('/') });
    expect(JSON.stringify(await channel.send(aMessage(ENDPOINT), goAhead))).not.toContain('secret');
    expect(await channel.send(aMessage(ENDPOINT), goAhead)).toMatchObject({ kind: 'accepted' });
  });

  it('has all of its time together: a slow ledger counts, and nothing goes out after it', async () => {
    const before = receiver.received.length;
    const { promise, resolve } = withResolver();
    const outcome = await openAt({ url: receiver.urlOf('/'), patienceMs: 300 }).send(aMessage(ENDPOINT), () => promise);
    resolve();
    expect(outcome).toEqual({ kind: 'later', reason: 'not done within 300 ms' });
    expect(receiver.received.length).toBe(before);
  });

  it('is broken off when the channel closes', async () => {
    receiver.does('/', 'hang');
    const channel = openAt({ url: receiver.urlOf('/') });
    const message = aMessage(ENDPOINT);
    const outcome = channel.send(message, goAhead);
    const isThere = () => receiver.received.some(({ headers }) => headers['webhook-id'] === message.event.id);
    await until(() => Promise.resolve(isThere()), { what: 'the post is in the hands of the endpoint' });
    await channel.close();
    expect(await outcome).toMatchObject({ kind: 'unknown', reason: 'Curfew is shutting down' });
  });

  it('to an endpoint that is no more goes nowhere, and costs no attempt', async () => {
    const outcome = await openAt({ url: receiver.urlOf('/') }).send(aMessage(randomId('wh')), goAhead);
    expect(outcome).toMatchObject({ kind: 'later', retryAfterSeconds: 0 });
  });
});

function withResolver() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve() };
}
