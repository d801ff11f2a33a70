import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { claimed, step, type MessageEffect, type MessageEvent, type MessageFacts } from './message-machine.js';

const fresh: MessageFacts = { lost: false, attempts: 0, resent: false, claimedAt: 0, canBeAsked: false, dropsRepeats: false };
const moment = { now: 1_000, random: 0 };

/** What is to be done after each of these events. */
function effects(facts: Partial<MessageFacts>, events: readonly MessageEvent[]): MessageEffect[] {
  let state = claimed({ ...fresh, ...facts });
  return events.map((event) => {
    const next = step(state, event, moment);
    state = next.state;
    return next.effect;
  });
}

const taken = { type: 'taken' } as const;
const bodyBegins = { type: 'bodyBegins' } as const;
const mayBegin = { type: 'bodyNoted', answer: 'mayBegin' } as const;
const accepted = { type: 'answered', outcome: { kind: 'accepted', providerRef: '250' } } as const;
const later = { type: 'answered', outcome: { kind: 'later', reason: 'stopped' } } as const;
const settled = { type: 'settled' } as const;

describe('a message that was just claimed', () => {
  it('is sent, its body noted before it begins, and its outcome settled', () => {
    expect(effects({}, [taken, bodyBegins, mayBegin, accepted, settled])).toEqual([
      { do: 'send' },
      { do: 'noteBody' },
      { do: 'writeBody' },
      { do: 'settle', settlement: { to: 'deliver', providerRef: '250' } },
      { do: 'rest' },
    ]);
  });

  it('is left to whoever has taken it over', () => {
    const stopped = { type: 'bodyNoted', answer: 'takenOver' } as const;
    expect(effects({}, [taken, bodyBegins, stopped, later]).slice(2)).toEqual([{ do: 'stop', why: 'takenOver' }, { do: 'rest' }]);
  });

  it.each(['changed', 'heldUp'] as const)('waits again at once, and has not failed, when it is stopped as %s', (answer) => {
    const [stop, settle] = effects({ attempts: 3 }, [taken, bodyBegins, { type: 'bodyNoted', answer }, later]).slice(2);
    expect(stop).toEqual({ do: 'stop', why: answer });
    expect(settle).toMatchObject({ do: 'settle', settlement: { to: 'release', seconds: 0, cause: 'stopped' } });
  });

  it('fails for good when its channel breaks before the body, and is in doubt when it breaks after', () => {
    const broke = { type: 'broke', reason: 'a fault' } as const;
    expect(effects({}, [taken, broke]).at(-1)).toMatchObject({ settlement: { to: 'fail', reason: 'a fault' } });
    expect(effects({}, [taken, bodyBegins, mayBegin, broke]).at(-1)).toMatchObject({ settlement: { to: 'keep' } });
  });
});

describe('a message that was lost', () => {
  const traced = (trace: 'accepted' | 'absent' | 'unknown') => ({ type: 'traced', trace }) as const;
  const dropped = (held: boolean, left: boolean) => ({ type: 'dropped', held, left }) as const;

  it('is looked for before anything else', () => {
    expect(effects({ lost: true }, [taken, traced('accepted')])).toMatchObject([
      { do: 'look' },
      { do: 'settle', settlement: { to: 'deliver' } },
    ]);
    expect(effects({ lost: true }, [taken, traced('absent')]).at(-1)).toMatchObject({ settlement: { to: 'release' } });
  });

  it('is sent once more where nobody can be asked: without what is no longer so, and announced before', () => {
    const announced = { type: 'announced', held: true } as const;
    expect(effects({ lost: true }, [taken, traced('unknown'), dropped(true, true), announced])).toEqual([
      { do: 'look' },
      { do: 'dropPast' },
      { do: 'announceResend' },
      { do: 'send' },
    ]);
  });

  it('is given up when nothing of it is so any more, and left alone when it is another’s', () => {
    expect(effects({ lost: true }, [taken, traced('unknown'), dropped(true, false)]).at(-1)).toMatchObject({
      settlement: { to: 'giveUp' },
    });
    expect(effects({ lost: true }, [taken, traced('unknown'), dropped(false, false)]).at(-1)).toEqual({ do: 'rest' });
  });

  it('is not announced a third time: in doubt twice, it is given up', () => {
    expect(effects({ lost: true, resent: true }, [taken, traced('unknown'), dropped(true, true)]).at(-1)).toMatchObject({
      settlement: { to: 'giveUp' },
    });
  });
});

it('takes no event that can not happen in its phase', () => {
  expect(() => effects({}, [taken, settled])).toThrow('A message that is opening can not be settled');
  expect(() => effects({}, [accepted])).toThrow('A message that is claimed can not be answered');
});

/** Any event, in whatever order. */
const anyEvent = fc.oneof(
  fc.constantFrom<MessageEvent>(taken, bodyBegins, accepted, later, settled),
  fc.constantFrom('mayBegin', 'takenOver', 'heldUp', 'changed').map((answer): MessageEvent => ({ type: 'bodyNoted', answer })),
  fc.constantFrom('accepted', 'absent', 'unknown').map((trace): MessageEvent => ({ type: 'traced', trace })),
  fc.record({ type: fc.constant('dropped'), held: fc.boolean(), left: fc.boolean() }),
  fc.record({ type: fc.constant('announced'), held: fc.boolean() }),
  fc.constant<MessageEvent>({ type: 'answered', outcome: { kind: 'unknown', reason: 'lost' } }),
);

it('whatever happens: writes no body that was not noted, settles once, and says so of each sending that may have been taken', () => {
  const anyFacts = fc.record({ lost: fc.boolean(), resent: fc.boolean(), canBeAsked: fc.boolean(), attempts: fc.nat(9) });
  fc.assert(
    fc.property(anyFacts, fc.array(anyEvent, { maxLength: 40 }), (facts, events) => {
      let state = claimed({ ...fresh, ...facts });
      const done: MessageEffect['do'][] = [];
      for (const event of events) {
        try {
          const next = step(state, event, moment);
          state = next.state;
          done.push(next.effect.do);
        } catch {
          // It can't happen here.
        }
      }
      const count = (what: MessageEffect['do']) => done.filter((one) => one === what).length;
      expect(count('writeBody')).toBeLessThanOrEqual(count('noteBody'));
      expect(count('settle')).toBeLessThanOrEqual(1);
      expect(count('writeBody')).toBeLessThanOrEqual(1);
      if (facts.lost && count('send') > 0) expect(done.indexOf('announceResend')).toBeLessThan(done.indexOf('send'));
    }),
    { numRuns: 2_000 },
  );
});
