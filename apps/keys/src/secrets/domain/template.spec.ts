import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fillIn, parseTemplate } from './template.js';

const filled = (text: string, values: Readonly<Record<string, string>> = {}) =>
  fillIn(parseTemplate(text), (tag) => values[tag] ?? `<${tag}>`);

describe('a template', () => {
  it.each([
    ['{{ secrets.a }}', '<a>'],
    ['{{secrets.a}}', '<a>'],
    ['{{\t secrets.a\n}}', '<a>'],
    ['x {{ secrets.a }}{{ secrets.b-_1 }} y', 'x <a><b-_1> y'],
    ['{{ secrets.a }} {{ secrets.a }}', '<a> <a>'],
    ['{{{ secrets.a }}}', '{<a>}'],
    ['{{ secrets.__proto__ }}{{ secrets.constructor }}', '<__proto__><constructor>'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(fillIn(parseTemplate(text), (tag) => `<${tag}>`)).toBe(expected);
  });

  it.each([
    '{{ env.HOME }}',
    '{{ secretsauce.a }}',
    '{{ secrets-old.a }}',
    '{{ Secrets.a }}',
    '{ { secrets.a }}',
    'secrets.a',
    '}}{{',
  ])('leaves %j as it is', (text) => {
    expect(filled(text)).toBe(text);
  });

  it.each([
    '{{ secrets. }}',
    '{{ secrets }}',
    '{{secrets.a',
    '{{ secrets.a }',
    '{{ secrets.a b }}',
    '{{ secrets .a }}',
    '{{ secrets.a.b }}',
    '{{ secrets.ä }}',
    `{{ secrets.${'a'.repeat(256)} }}`,
    '{{ secrets.a | upper }}',
  ])('with %j is refused, saying where and not what', (text) => {
    expect(() => parseTemplate(`one\ntwo ${text}\nthree`)).toThrow(
      /^template: what begins in line 2 is not of the form \{\{ secrets\.tag \}\}$/,
    );
  });

  it('is filled in once, whatever the values hold', () => {
    expect(filled('{{ secrets.a }}', { a: '{{ secrets.a }}$&$1' })).toBe('{{ secrets.a }}$&$1');
    expect(filled('{{ secrets.a }}secrets.b }}', { a: '{{ ' })).toBe('{{ secrets.b }}');
  });

  it('without a reference comes out as it went in, and with one only that is replaced', () => {
    const text = fc.string().filter((any) => !any.includes('{{'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(filled(before)).toBe(before);
        expect(filled(`${before} {{ secrets.a }}${after}`)).toBe(`${before} <a>${after}`);
      }),
    );
  });
});

describe('what would take too much', () => {
  it('is refused: more than 100 different secrets', () => {
    const of = (count: number) => Array.from({ length: count }, (_, n) => `{{ secrets.t${String(n)} }}`).join('');
    expect(filled(of(100))).toContain('<t99>');
    expect(filled(of(100).repeat(2))).toContain('<t99>');
    expect(() => parseTemplate(of(101))).toThrow('template: must not refer to more than 100 different secrets');
  });

  it('is refused before it is built: more than 2000000 characters', () => {
    const values = { a: 'a'.repeat(50_000) };
    expect(filled('{{secrets.a}}'.repeat(40), values)).toHaveLength(2_000_000);
    expect(() => filled(`${'{{secrets.a}}'.repeat(40)}b`, values)).toThrow('would have more than 2000000 characters');
    expect(() => filled('{{secrets.a}}'.repeat(70_000), values)).toThrow('would have more than 2000000 characters');
  });

  it.each(['{', '{{', '{{ ', '{{ secrets', '{{ secrets.a', ' ', '{{ secrets.a '])('is read in one go: many of %j', (piece) => {
    const text = `${piece.repeat(1_000_000 / piece.length)}{{ secrets.`;
    const began = performance.now();
    expect(() => parseTemplate(text)).toThrow('template: ');
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
