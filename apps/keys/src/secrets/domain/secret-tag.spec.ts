import { expect, it } from '@jest/globals';
import { objectionToTag } from './secret-tag.js';

it.each(['a', 'A-1_b', '__proto__', 'render', 'a'.repeat(255), 'se0123', 'SE0123456789ABCDEF', 'se0123456789abcdef0', '-'])(
  'a tag may be %j',
  (tag) => {
    expect(objectionToTag(tag)).toBeUndefined();
  },
);

it.each(['', ' ', 'a b', 'a.b', 'ä', 'a\n', 'a\u0000', '../a', 'a'.repeat(256)])('a tag may not be %j', (tag) => {
  expect(objectionToTag(tag)).toContain('1 to 255 letters, digits, underscores and hyphens');
});

it('a tag may not look like an id', () => {
  expect(objectionToTag('se0123456789abcdef')).toContain('must not look like the id');
});
