import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { credentialKinds } from '#libs/contracts';
import { aNotice, aSubject, endOf, hostileText } from '../../test/notices.setup.js';
import { renderHtml, renderSlack, renderText } from './index.js';

const acknowledged = {
  ...{ kind: 'ACKNOWLEDGED' as const, at: '2027-03-24T09:30:00.000Z', until: null },
  ...{ expiresAt: '2027-04-01T22:00:00.000Z', leadDays: 7 },
};

/** A subject in which every text that people choose is the given one; a crowd of them is of all kinds, in the order of their dates. */
function named(text: string, index = 0) {
  const kind = credentialKinds[index % credentialKinds.length] ?? 'apiKey';
  const owner = { id: 'us1', email: text, name: text };
  return aSubject({
    kind,
    expiration: endOf(`2027-04-${String((index % 28) + 1).padStart(2, '0')}`),
    cid: 'ak0123456789abcdef',
    name: text,
    description: `For ${text}`,
    last4: kind === 'secret' ? null : text.slice(0, 4).padEnd(4),
    tag: kind === 'secret' ? text : null,
    owner,
    response: { ...acknowledged, by: owner, reason: text },
  });
}

const tagsOf = (markup: string) => markup.match(/<[^>]*>/g);
const textsOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => (key === 'text' && typeof inner === 'string' ? [inner] : textsOf(inner)))
    : [];

/** For one credential and for several, whose layouts differ. */
const notices = (texts: readonly string[]) => [
  aNotice(named(texts[0] ?? '')),
  aNotice(named(texts[0] ?? '', credentialKinds.indexOf('secret'))),
  aNotice(...texts.map((text, index) => named(text, index))),
];

describe('whatever people call their keys', () => {
  const manyTexts = fc.array(hostileText, { minLength: 2, maxLength: 4 });

  it('the HTML has the same tags and attributes as for plain names', () => {
    fc.assert(
      fc.property(manyTexts, (texts) => {
        const plain = notices(texts.map(() => 'plain'));
        notices(texts).forEach((notice, index) => {
          expect(tagsOf(renderHtml(notice))).toEqual(tagsOf(renderHtml(plain[index] ?? notice)));
        });
      }),
    );
  });

  it('the text has no control characters but its own line feeds, and as many lines as for plain names', () => {
    fc.assert(
      fc.property(manyTexts, (texts) => {
        const plain = notices(texts.map(() => 'plain'));
        notices(texts).forEach((notice, index) => {
          const text = renderText(notice);
          expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
          expect(text.split('\n')).toHaveLength(renderText(plain[index] ?? notice).split('\n').length);
        });
      }),
    );
  });

  it('Slack is sent plain text only, in which nothing can be a mention or a link', () => {
    fc.assert(
      fc.property(manyTexts, (texts) => {
        for (const notice of notices(texts)) {
          const content = renderSlack(notice);
          for (const text of textsOf(content)) expect(text).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
          expect(JSON.stringify(content)).not.toContain('mrkdwn');
        }
      }),
    );
  });
});

describe('however many keys and however long their names', () => {
  const longName = fc.oneof(hostileText, fc.constantFrom('W'.repeat(255), '&'.repeat(255), '"'.repeat(255), '漢'.repeat(255)));
  const crowd = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.array(longName, { minLength: 1, maxLength: 5 }));
  const noticeOf = ([count, names]: readonly [number, readonly string[]]) =>
    aNotice(...Array.from({ length: count }, (_, index) => named(names[index % names.length] ?? '', index)));

  it('the Slack message keeps to every limit of Slack', () => {
    fc.assert(
      fc.property(crowd, (given) => {
        const notice = noticeOf(given);
        const { text, blocks } = renderSlack(notice);
        expect(text.length).toBeLessThanOrEqual(4_000);
        expect(blocks.length).toBeLessThanOrEqual(50);
        expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(12_000);
        for (const block of blocks) {
          const most = block.type === 'header' ? 150 : 3_000;
          for (const part of textsOf(block)) {
            expect(part.length).toBeGreaterThan(0);
            expect(part.length).toBeLessThanOrEqual(most);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('the headline fits a subject, and the HTML stays below the 102 kB at which Gmail cuts', () => {
    fc.assert(
      fc.property(crowd, (given) => {
        const notice = noticeOf(given);
        expect(notice.headline.length).toBeLessThanOrEqual(150);
        expect(Buffer.byteLength(renderHtml(notice))).toBeLessThan(102_000);
      }),
      { numRuns: 40 },
    );
  });

  it.each(credentialKinds.map((kind, index) => [kind, index] as const))(
    'so does that of the longest names of kind %s',
    (_kind, index) => {
      for (const character of ['&', '"', '漢', 'W']) {
        const text = character.repeat(255);
        const alike = Array.from({ length: 21 }, () => named(text, index));
        expect(Buffer.byteLength(renderHtml(aNotice(...alike)))).toBeLessThan(102_000);
      }
    },
  );

  it('every credential is either shown or counted', () => {
    fc.assert(
      fc.property(crowd, (given) => {
        const notice = noticeOf(given);
        const { blocks } = renderSlack(notice);
        const shown = blocks.filter((block) => block.type === 'section' && block.accessory).length;
        const counted = Number(/And (\d+) more\./.exec(JSON.stringify(blocks))?.[1] ?? 0);
        expect(given[0] === 1 ? 1 : shown + counted).toBe(given[0]);
        expect(notice.rows.length + notice.more).toBe(given[0]);
      }),
      { numRuns: 40 },
    );
  });
});
