import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { html } from './html.js';

test('escapes text and keeps markup', () => {
  expect(String(html`<p title="${'"\'<&>'}">${html`<b>${'<i>'}</b>`}</p>`)).toBe(
    '<p title="&#34;&#39;&#60;&#38;&#62;"><b>&#60;i&#62;</b></p>',
  );
});

test('joins lists and leaves out what is not there', () => {
  expect(String(html`${['a', html`<hr />`, 1]}${null}${undefined}${false}${0}`)).toBe('a<hr />10');
});

test('lets no text leave the place it was put in', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"']/.test(String(html`${text}`))));
});
