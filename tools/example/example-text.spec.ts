import { expect, it } from '@jest/globals';
import { exampleText } from './example-text.js';

const places = { url: 'http://localhost:3100', apiUrl: 'http://localhost:3000', adminKeyFile: '/var/a b/admin-key' };

it('gives commands that can be pasted: they name the places, and read the admin key from its file', () => {
  const commands = exampleText(places)
    .replaceAll('\\\n', '')
    .split('\n')
    .filter((line) => line.trim().startsWith('curl'));
  expect(commands).toHaveLength(5);
  for (const command of commands) expect(command).toMatch(/http:\/\/localhost:3[01]00\//);
  expect(commands[1]).toContain(`$(cat '/var/a b/admin-key')`);
  const body = /-d '([^']+)'/.exec(commands[2] ?? '')?.[1] ?? '';
  expect(JSON.parse(body)).toMatchObject({ roles: [{ role: 'READ_ONLY' }] });
});
