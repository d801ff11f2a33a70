import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { composeFile } from './test/compose.js';
import { views } from './test/kustomize.js';
import { containersIn } from './test/pods.js';
import { filesBelow, readText, repository } from './test/repository.js';

const lines = readText('Dockerfile')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const stages = lines.filter((line) => line.startsWith('FROM '));
const finalStage = lines.slice(lines.lastIndexOf(stages.at(-1) ?? '') + 1);
const final = (instruction: string) => finalStage.filter((line) => line.startsWith(`${instruction} `));

const ROLES = [
  'keys',
  'scheduler',
  'sandbox',
  'migrate',
  'admin-key',
  'import-keys',
  'rewrap-secrets',
  'verify-audit',
  'dead-letters',
  'restored',
];
const isBuiltIn = (name: string) => name.startsWith('node:') || builtinModules.includes(name);
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

describe('the image', () => {
  it('builds without a syntax front end and from a version, not a digest', () => {
    expect(readText('Dockerfile')).not.toMatch(/^#\s*syntax\s*=|@sha256/m);
    for (const stage of stages) expect(stage).toMatch(/^FROM node:24-bookworm-slim( AS \w+)?$/);
  });

  it('runs as nobody in particular, by number', () => {
    expect(final('USER')).toEqual(['USER 10001:10001']);
  });

  it('takes its role as the command', () => {
    expect(final('ENTRYPOINT')).toEqual(['ENTRYPOINT ["node", "tools/curfew.mjs"]']);
    expect(final('CMD')).toEqual([]);
  });

  it('holds production packages, and none of what they would like to run while being installed', () => {
    const installs = lines.filter((line) => line.includes('npm ci'));
    expect(installs.map((line) => line.includes('--ignore-scripts'))).toEqual([true, true]);
    expect(installs.map((line) => line.includes('--omit=dev'))).toEqual([false, true]);
    expect(final('COPY').filter((line) => line.includes('node_modules'))).toEqual([
      'COPY --from=dependencies /app/node_modules node_modules',
    ]);
  });

  it('holds every package that a role imports', () => {
    const { dependencies } = JSON.parse(readText('package.json')) as { readonly dependencies: Readonly<Record<string, string>> };
    const sources = [...filesBelow('apps'), ...filesBelow('libs')].filter(
      (file) => /\/src\/.*\.ts$/.test(file) && !/\.(int-|e2e-)?spec\.ts$|\/test\/|^libs\/testing\//.test(file),
    );
    const imported = sources.flatMap((file) =>
      [...readText(file).matchAll(/^(?:import|export)(?! type)[^;]*?from '([^.#'][^']*)'|^import '([^.#'][^']*)'/gm)].map(
        ([, named, bare]) => named ?? bare ?? '',
      ),
    );
    const missing = imported.filter((name) => !isBuiltIn(name) && !(packageOf(name) in dependencies));
    expect(imported.length).toBeGreaterThan(0);
    expect([...new Set(missing)]).toEqual([]);
  });

  it('holds what its entry point starts, and none of the tools', () => {
    const entryPoint = readText('tools/curfew.mjs');
    const imported = [...entryPoint.matchAll(/from '([^']+)'/g)].map(([, name = '']) => name);
    const started = [...entryPoint.matchAll(/'([\w/.-]+\.js)'/g)].map(([, module = '']) => module);
    expect(imported.filter((name) => !isBuiltIn(name))).toEqual([]);
    expect(started.length).toBeGreaterThanOrEqual(ROLES.length);
    expect(started.filter((module) => !module.startsWith('apps/'))).toEqual([]);
    expect(final('COPY').slice(1)).toEqual([
      'COPY --from=build /app/dist/apps dist/apps',
      'COPY --from=build /app/dist/libs dist/libs',
      'COPY --from=build /app/LICENSE /app/package.json ./',
      'COPY --from=build /app/tools/curfew.mjs tools/',
    ]);
  });

  it('knows the roles that deployments may ask for', () => {
    const help = execFileSync(process.execPath, [join(repository, 'tools/curfew.mjs'), '--help'], { encoding: 'utf8' });
    expect([...help.matchAll(/^ {2}(\S+) /gm)].map(([, role]) => role)).toEqual(ROLES);
  });

  it('owns the folders that volumes are mounted on, so that a new volume belongs to its user', () => {
    const mounts = Object.values(composeFile().services)
      .filter(({ image }) => image === 'curfew:local')
      .flatMap(({ volumes = [] }) => volumes.map((mount) => mount.split(':')[1] ?? ''));
    const [folders = ''] = final('RUN').filter((line) => line.includes('install --directory --owner 10001 --group 10001'));
    expect(mounts.length).toBeGreaterThan(0);
    for (const mount of mounts) expect(folders.split(/\s+/)).toContain(mount);
  });

  it('sees nothing of the checkout but what is named', () => {
    const patterns = readText('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(patterns[0]).toBe('*');
    expect(patterns.filter((line) => /^!.*(\.env|\.curfew|\.git|node_modules|dist|\*)/.test(line))).toEqual([]);
  });

  it('is only ever asked for roles it knows', () => {
    const inCompose = Object.entries(composeFile().services)
      .filter(([name, { image }]) => image === 'curfew:local' && name !== 'secrets')
      .map(([, { command }]) => command);
    const inCluster = views.flatMap(([, all]) => containersIn(all).filter(({ image }) => image.startsWith('curfew:')));
    for (const command of [...inCompose, ...inCluster.map(({ args }) => args)]) {
      expect(command).toHaveLength(1);
      expect(ROLES).toContain(command?.[0]);
    }
  });
});
