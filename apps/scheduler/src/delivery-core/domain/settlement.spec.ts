import { describe, expect, it } from '@jest/globals';
import { settleOutcome, settleTrace, type MessageHistory } from './settlement.js';

const fresh: MessageHistory = { attempts: 0, resent: false, ageSeconds: 1, canBeAsked: false, dropsRepeats: false, random: 0 };

describe('settleOutcome', () => {
  it('ends a message that was accepted, or refused for good', () => {
    expect(settleOutcome({ kind: 'accepted', providerRef: '250 ok' }, fresh).to).toBe('deliver');
    expect(settleOutcome({ kind: 'refused', reason: '550 no such user' }, fresh).to).toBe('fail');
  });

  it('lets a message wait longer each time it does not get through', () => {
    const later = { kind: 'later', reason: '451 try again' } as const;
    expect(settleOutcome(later, fresh)).toEqual({ to: 'release', reason: '451 try again', seconds: 60, cause: 'failed' });
    expect(settleOutcome(later, { ...fresh, attempts: 3 })).toMatchObject({ seconds: 3_600 });
  });

  it('comes back when the provider says, and does not count that as a failed attempt', () => {
    const limited = { kind: 'later', reason: 'ratelimited', retryAfterSeconds: 30 } as const;
    expect(settleOutcome(limited, { ...fresh, attempts: 3 })).toMatchObject({ seconds: 30, cause: 'asked' });
  });

  it('blames nobody else for settings of ours', () => {
    expect(settleOutcome({ kind: 'misconfigured', reason: '535' }, fresh)).toMatchObject({ to: 'release', cause: 'ours' });
  });

  it('keeps a message whose answer was lost until somebody has looked for it', () => {
    expect(settleOutcome({ kind: 'unknown', reason: 'reset' }, fresh).to).toBe('keep');
  });

  it('sends an email whose answer was lost twice no third time', () => {
    expect(settleOutcome({ kind: 'unknown', reason: 'reset' }, { ...fresh, resent: true }).to).toBe('giveUp');
  });

  it('sends what is known again when it arrives twice as often as it takes, less and less often', () => {
    const repeatable = { ...fresh, resent: true, dropsRepeats: true };
    const unknown = { kind: 'unknown', reason: 'no answer' } as const;
    expect(settleOutcome(unknown, repeatable)).toEqual({ to: 'keep', reason: 'no answer', seconds: 60 });
    expect(settleOutcome(unknown, { ...repeatable, ageSeconds: 3_600 })).toMatchObject({ to: 'keep', seconds: 3_600 });
    expect(settleTrace('unknown', repeatable).to).toBe('resend');
    expect(settleTrace('unknown', { ...repeatable, ageSeconds: 86_401 }).to).toBe('giveUp');
  });

  it.each(['later', 'misconfigured'] as const)('keeps an email under its one id while sending it again is %s', (kind) => {
    expect(settleOutcome({ kind, reason: '451' }, { ...fresh, resent: true })).toMatchObject({ to: 'keep', seconds: 60 });
  });

  it('does not say that nobody got an email of which the second sending was refused', () => {
    expect(settleOutcome({ kind: 'refused', reason: '550' }, { ...fresh, resent: true }).to).toBe('giveUp');
  });
});

describe('settleTrace', () => {
  it('believes what was found', () => {
    expect(settleTrace('accepted', fresh).to).toBe('deliver');
  });

  it('sends at once again what never left, and later what has failed before', () => {
    expect(settleTrace('absent', fresh)).toMatchObject({ to: 'release', seconds: 0 });
    expect(settleTrace('absent', { ...fresh, attempts: 2 })).toMatchObject({ to: 'release', seconds: 300 });
  });

  it('sends once more, and only once, where nobody can be asked', () => {
    expect(settleTrace('unknown', fresh).to).toBe('resend');
    expect(settleTrace('unknown', { ...fresh, resent: true }).to).toBe('giveUp');
  });

  it('asks again for a day where somebody can be asked, and never sends blindly', () => {
    const askable = { ...fresh, canBeAsked: true };
    expect(settleTrace('unknown', askable).to).toBe('keep');
    expect(settleTrace('unknown', { ...askable, ageSeconds: 90_000 }).to).toBe('giveUp');
    expect(settleTrace('unknown', { ...fresh, ageSeconds: 90_000 }).to).toBe('giveUp');
  });
});
