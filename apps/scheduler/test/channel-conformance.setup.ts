import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomId } from '#libs/kernel';
import { freePort, startProcess, type TestProcess } from '#libs/testing';
import type { Channel, OutgoingEvent, OutgoingMessage } from '../src/channels/index.js';
import { Inbox } from './inbox.setup.js';
import { aNotice, aSubject } from './notices.setup.js';

/** What fails, and how. */
export type FaultKind = 'refused' | 'later' | 'misconfigured' | 'hangs' | 'dropsBefore' | 'dropsAfter';

/** A provider at work, and how it is made to fail. */
export interface Stage {
  readonly ports: ProviderPorts;
  /** Fails once, as told. */
  meets(fault: object): Promise<void>;
  /** Fails no more. */
  calm(): Promise<void>;
  /** What the provider has of a message. */
  arrived(message: OutgoingMessage): Promise<readonly { readonly channel: string; readonly to: string }[]>;
  close(): Promise<void>;
}

/** A channel, how it is opened, and how its provider is made to fail. */
export interface ChannelUnderTest {
  readonly provider: 'email' | 'slack' | 'webhook';
  /** The provider; the sandbox's unless given. */
  readonly stage?: () => Promise<Stage>;
  readonly recipient: string;
  /** The secret the channel is opened with. */
  readonly secret: string;
  /** Opens it; a patience in milliseconds makes it give up on a silent provider sooner than usual. */
  readonly open: (ports: ProviderPorts, patienceMs?: number) => Channel;
  /** Faults of the provider, by what they come to; `misconfigured` only where there is something of ours to configure. */
  readonly faults: Readonly<Record<Exclude<FaultKind, 'misconfigured'>, object> & { misconfigured?: object }>;
}

/** Where the provider listens. */
export interface ProviderPorts {
  readonly smtp: string;
  readonly slack: string;
  readonly webhook?: string;
}

/** Lets a message go. */
export const goAhead = () => Promise.resolve();

/** A message with an id of its own. */
export function aMessage(recipient: string, name = 'ci-deploy'): OutgoingMessage & { readonly event: OutgoingEvent } {
  const event = { id: randomId('ev'), type: 'credential.expiring', occurredAt: new Date(), data: { name } };
  return { id: randomId('dl'), recipient, notice: aNotice(aSubject({ name })), event };
}

/** The ports of a running sandbox. */
export function portsOf({ env }: TestProcess): ProviderPorts {
  return { smtp: env['SMTP_PORT'] ?? '', slack: env['SLACK_PORT'] ?? '' };
}

/** Ports at which nobody listens. */
async function nowhere(): Promise<ProviderPorts> {
  const [smtp, slack, webhook] = [await freePort(), await freePort(), await freePort()].map(String);
  return { smtp: smtp ?? '', slack: slack ?? '', webhook: webhook ?? '' };
}

async function sandboxStage(provider: string): Promise<Stage> {
  const sandbox = await startProcess({ role: 'sandbox', env: {} });
  await sandbox.ready();
  const inbox = new Inbox(sandbox.url);
  return {
    ports: portsOf(sandbox),
    meets: (fault) => inbox.faults({ [provider]: { ...fault, times: 1 } }),
    calm: () => inbox.faults({ email: null, slack: null }),
    arrived: ({ id }) => inbox.containing(id),
    close: async () => {
      await sandbox.kill();
    },
  };
}

/** What every channel promises to the deliveries, shown on a real provider that fails on demand. */
export function itKeepsTheChannelContract(underTest: ChannelUnderTest): void {
  const { provider, recipient, secret, open, faults } = underTest;
  let stage: Stage;
  let channel: Channel;

  beforeAll(async () => {
    stage = await (underTest.stage?.() ?? sandboxStage(provider));
    channel = open(stage.ports);
  });
  afterAll(async () => {
    await channel.close();
    await stage.close();
  });
  beforeEach(() => stage.calm());

  const meets = (fault: object) => stage.meets(fault);
  const arrived = async (message: OutgoingMessage) => (await stage.arrived(message)).length;
  const look = (message: OutgoingMessage, bodyBegun = true, using = channel) =>
    using.look({ id: message.id, recipient, claimedAt: new Date(), bodyBegun });
  const oneLine = expect.stringMatching(/^[^\n\r]{1,300}$/);

  describe('a message that goes well', () => {
    it('is handed over once, under its id, and how the provider names it is kept', async () => {
      const message = aMessage(recipient);
      expect(await channel.send(message, goAhead)).toEqual({ kind: 'accepted', providerRef: oneLine });
      const [accepted, ...others] = await stage.arrived(message);
      expect(accepted).toMatchObject({ channel: provider, to: recipient });
      expect(others).toEqual([]);
    });

    it('is not with the provider before bodyBegins has resolved', async () => {
      const message = aMessage(recipient);
      const seen: number[] = [];
      await channel.send(message, async () => {
        seen.push(await arrived(message));
      });
      expect(seen).toEqual([0]);
      expect(await arrived(message)).toBe(1);
    });

    it('does not go at all if bodyBegins rejects', async () => {
      const message = aMessage(recipient);
      const outcome = await channel.send(message, () => Promise.reject(new Error('another process has it')));
      expect(outcome).toEqual({ kind: 'later', reason: 'another process has it' });
      expect(await arrived(message)).toBe(0);
    });
  });

  describe('a message that fails', () => {
    const outcomes = (['refused', 'later', 'misconfigured'] as const).filter((kind) => faults[kind] !== undefined);
    it.each(outcomes)('comes to %s, in one line, and is not there', async (kind) => {
      const message = aMessage(recipient);
      await meets(faults[kind] ?? {});
      expect(await channel.send(message, goAhead)).toMatchObject({ kind, reason: oneLine });
      expect(await arrived(message)).toBe(0);
    });

    it('does not hinder the next one', async () => {
      await meets(faults.later);
      await channel.send(aMessage(recipient), goAhead);
      expect(await channel.send(aMessage(recipient), goAhead)).toMatchObject({ kind: 'accepted' });
    });

    it('comes to later when nobody listens there, and names no secret', async () => {
      const outcome = await open(await nowhere()).send(aMessage(recipient), goAhead);
      expect(outcome).toMatchObject({ kind: 'later', reason: oneLine });
      expect(JSON.stringify(outcome)).not.toContain(secret);
    });
  });

  describe('a message whose answer is lost', () => {
    const kindOfLoss = { kind: 'unknown', reason: oneLine };

    it('is unknown when the provider hangs up after taking it, and found where one can ask', async () => {
      const message = aMessage(recipient);
      await meets(faults.dropsAfter);
      expect(await channel.send(message, goAhead)).toEqual(kindOfLoss);
      expect(await arrived(message)).toBe(1);
      expect(await look(message)).toBe(channel.canBeAsked ? 'accepted' : 'unknown');
    });

    it('is unknown when the provider hangs up before taking it, and absent where one can ask', async () => {
      const message = aMessage(recipient);
      await meets(faults.dropsBefore);
      expect(await channel.send(message, goAhead)).toEqual(kindOfLoss);
      expect(await arrived(message)).toBe(0);
      expect(await look(message)).toBe(channel.canBeAsked ? 'absent' : 'unknown');
    });

    it('is unknown when the provider falls silent', async () => {
      await meets(faults.hangs);
      expect(await open(stage.ports, 500).send(aMessage(recipient), goAhead)).toEqual(kindOfLoss);
    });

    it('is absent if it never began', async () => {
      expect(await look(aMessage(recipient), false)).toBe('absent');
    });

    it('stays unknown while nobody can be asked', async () => {
      expect(await look(aMessage(recipient), true, open(await nowhere()))).toBe('unknown');
    });
  });

  it('closes, also twice', async () => {
    const other = open(stage.ports);
    await expect(other.close().then(() => other.close())).resolves.toBeUndefined();
  });
}
