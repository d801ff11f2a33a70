import { Script } from 'node:vm';
import { expect, test } from '@jest/globals';
import { script } from './script.js';
import { shell } from './shell.js';

test('is JavaScript', () => expect(() => new Script(script)).not.toThrow());

test('finds everything it looks for in the page', () => {
  const page = String(shell({ smtp: 'smtp://localhost:1025', slack: 'http://localhost:8026/api/' }));
  const ids = [...script.matchAll(/find\('#([\w-]+)'\)/g)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(5);
  for (const id of ids) expect(page).toContain(`id="${id ?? ''}"`);
});
