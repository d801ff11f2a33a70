import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { heldElsewhere } from './held.setup.js';

describe('a fault that is said to be held elsewhere', () => {
  it.each(heldElsewhere.map(({ number, file, title }) => [number, title, file] as const))(
    '%i is held by a test that exists: %s',
    (_, title, file) => {
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, 'utf8')).toContain(`'${title}'`);
    },
  );
});
