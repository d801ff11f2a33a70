import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const run = promisify(execFile);

let loaded: readonly string[];
let folder: string;

/** Every script that a process loads by importing the client, as built: Node.js writes their names down for a coverage report. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-light-'));
  await run(process.execPath, ['--input-type=module', '-e', `await import('#libs/client')`], {
    env: { NODE_V8_COVERAGE: folder },
  });
  const [report = ''] = await readdir(folder);
  const { result } = JSON.parse(await readFile(join(folder, report), 'utf8')) as { readonly result: readonly { url: string }[] };
  loaded = result.map(({ url }) => url);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const from = (place: string) => loaded.filter((url) => url.includes(place));

it('a service that imports the client gets the client', () => {
  expect(from('/dist/libs/client/')).not.toEqual([]);
  expect(from('/node_modules/@nestjs/common/')).not.toEqual([]);
});

it.each(['typeorm', '@nestjs/typeorm', 'pg', 'pg-protocol', 'bullmq', 'nodemailer', '@slack/web-api'])(
  'a service that imports the client does not get %s with it',
  (name) => {
    expect(from(`/node_modules/${name}/`)).toEqual([]);
  },
);

it('a service that imports the client gets nothing of an app, of the database or of the outbox', () => {
  for (const place of ['/dist/apps/', '/dist/libs/database/', '/dist/libs/outbox/', '/dist/libs/config/'])
    expect(from(place)).toEqual([]);
});
