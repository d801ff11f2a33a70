import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatTraceparent, parseTraceparent } from './traceparent.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('parseTraceparent', () => {
  it.each([
    ['a sampled one', `00-${traceId}-${spanId}-01`, true],
    ['one that is not', `00-${traceId}-${spanId}-00`, false],
    ['flags that mean nothing yet', `00-${traceId}-${spanId}-ff`, true],
    ['a later version', `cc-${traceId}-${spanId}-01`, true],
    ['a later version that says more', `cc-${traceId}-${spanId}-01-what-the-future-will-be-like`, true],
  ])('reads %s', (_what, text, sampled) => {
    expect(parseTraceparent(text)).toEqual({ traceId, spanId, sampled });
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['several headers', [`00-${traceId}-${spanId}-01`]],
    ['no version that may be', `ff-${traceId}-${spanId}-01`],
    ['a version 00 that says more', `00-${traceId}-${spanId}-01-more`],
    ['capital letters', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['a trace that is too short', `00-${traceId.slice(1)}-${spanId}-01`],
    ['blanks around it', ` 00-${traceId}-${spanId}-01 `],
    ['a line after it', `00-${traceId}-${spanId}-01\n`],
    ['an endless text', `cc-${traceId}-${spanId}-01-${'x'.repeat(1_000)}`],
  ])('does not read %s', (_what, text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('reads what was written', () => {
    const digits = (length: number) =>
      fc
        .array(fc.constantFrom(...Array.from('0123456789abcdef')), { minLength: length - 1, maxLength: length - 1 })
        .map((all) => `1${all.join('')}`);
    fc.assert(
      fc.property(digits(32), digits(16), fc.boolean(), (trace, span, sampled) => {
        const place = { traceId: trace, spanId: span, sampled };
        expect(parseTraceparent(formatTraceparent(place))).toEqual(place);
      }),
    );
  });
});
