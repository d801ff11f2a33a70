import { expect, it } from '@jest/globals';
import { peppersField } from './peppers.js';

const secret = Buffer.alloc(32, 7).toString('base64');

it('reads one pepper or several, in order', () => {
  expect(peppersField.parse(`a:${secret}`)).toEqual([{ id: 'a', secret: Buffer.alloc(32, 7) }]);
  expect(peppersField.parse(`b:${secret}, a:${secret}`).map(({ id }) => id)).toEqual(['b', 'a']);
});

it.each(['', 'a', `:${secret}`, 'a:', `a:${secret},`, `a:${secret},a:${secret}`, 'a:c2hvcnQ=', `a b:${secret}`, `a:${secret}!`])(
  'refuses %j without repeating it',
  (text) => {
    const { error } = peppersField.safeParse(text);
    expect(error?.issues[0]?.message).toMatch(/^must be id:base64/);
    expect(JSON.stringify(error?.issues)).not.toContain(secret);
  },
);
