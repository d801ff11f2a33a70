import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const run = promisify(execFile);

/** The scripts of OpenTelemetry that a process with this environment loads, as built: Node.js writes them down for a coverage report. */
async function loadedWith(env: object): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'curfew-traces-'));
  const script = `
    const { Log, TracingModule } = await import('#libs/observability');
    const [{ useFactory }] = TracingModule.forService('curfew-test', ${JSON.stringify(env)}).providers;
    await (await useFactory(new Log({ service: 'test', level: 'silent' })))();`;
  await run(process.execPath, ['--input-type=module', '-e', script], { env: { NODE_V8_COVERAGE: folder } });
  const [report = ''] = await readdir(folder);
  const { result } = JSON.parse(await readFile(join(folder, report), 'utf8')) as { readonly result: readonly { url: string }[] };
  await rm(folder, { recursive: true });
  return result.map(({ url }) => url).filter((url) => /@opentelemetry\/(sdk|exporter|otlp)/.test(url));
}

it('a process without a collector loads nothing of the SDK', async () => {
  expect(await loadedWith({})).toEqual([]);
  expect(await loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).not.toEqual([]);
});
