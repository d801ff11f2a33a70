import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ADVICE = 'Install Redis yourself (the command redis-server), or set REDIS_URL.';

/**
 * Downloads Redis and the libraries it lacks from the system's own package source and unpacks them into `folder`: as any user,
 * without installing anything and without touching what the system knows of packages. Answers the path of `redis-server`;
 * `redis-cli` is beside it. Throws a sentence when apt can't.
 */
export function fetchDebianRedis(folder: string, say: (sentence: string) => void): string {
  say('Fetching Redis from the system’s package source (it is unpacked into Curfew’s own folder, not installed) …');
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  try {
    const [tree, packages] = ['tree', 'packages'].map((name) => join(work, name)) as [string, string];
    for (const part of [tree, packages]) mkdirSync(part);
    if (!download(packages) && !download(packages, ownLists(work, say))) throw new Error(`apt can't provide Redis. ${ADVICE}`);
    for (const file of readdirSync(packages)) unpack(join(packages, file), tree);
    writeLaunchers(tree);
    publish(tree, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return join(folder, 'bin/redis-server');
}

/** Package names differ between releases, and what is missing between machines: apt is asked what it would install. */
function download(into: string, lists: readonly string[] = []): boolean {
  const plan = run('apt-get', [...lists, '--simulate', '--no-install-recommends', 'install', 'redis-server']);
  const packages = [...plan.stdout.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name ?? '');
  return packages.length > 0 && run('apt-get', [...lists, 'download', ...packages], into).status === 0;
}

/** Fresh containers have no package lists, old ones have lists of packages that are gone. Anybody may fetch lists of their own. */
function ownLists(work: string, say: (sentence: string) => void): readonly string[] {
  say('Fetching the package lists …');
  mkdirSync(join(work, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(work, 'cache'));
  const options = ['-o', `Dir::State::lists=${join(work, 'lists')}`, '-o', `Dir::Cache=${join(work, 'cache')}`];
  run('apt-get', [...options, 'update']);
  return options;
}

function unpack(file: string, folder: string): void {
  if (run('dpkg-deb', ['-x', file, folder]).status !== 0) throw new Error(`${file} can't be unpacked.`);
}

/** Scripts that start a program with the libraries unpacked beside it, wherever the folder is moved. */
function writeLaunchers(folder: string): void {
  const libraries = ['usr/lib', 'lib'].flatMap((parent) =>
    existsSync(join(folder, parent))
      ? readdirSync(join(folder, parent))
          .filter(isTriplet)
          .map((name) => `$here/${parent}/${name}`)
      : [],
  );
  mkdirSync(join(folder, 'bin'));
  for (const program of ['redis-server', 'redis-cli']) {
    const script = ['#!/bin/sh', 'here=$(cd "$(dirname "$0")/.." && pwd)', `export LD_LIBRARY_PATH="${libraries.join(':')}"`];
    const lines = [...script, `exec "$here/usr/bin/${program}" "$@"`, ''];
    writeFileSync(join(folder, 'bin', program), lines.join('\n'), { mode: 0o755 });
  }
}

function isTriplet(name: string): boolean {
  return name.includes('-linux-gnu');
}

/** Moves the whole folder into place at once, so that nobody ever runs half of it. */
function publish(work: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(work, folder);
  } catch (error) {
    // Another start was first; its copy is as good.
    if (!existsSync(folder)) throw error;
  }
}

function run(command: string, args: readonly string[], cwd?: string) {
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
