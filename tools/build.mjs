/**
 * What has to be true before any of Curfew runs from a checkout: the packages of package-lock.json are installed, and dist/
 * is built from the sources. Plain JavaScript on Node alone, because it runs before anything else exists.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('..', import.meta.url));

/** Installs what is missing and builds. Answers whether the build had no errors; dist/ is written even when it had some. */
export function prepare() {
  requireNode();
  if (!packagesAreInstalled()) install();
  return build();
}

/** Runs one of the tools written in TypeScript, in the checkout: `load` imports and starts it, and answers its exit code. */
export async function runTool(help, load) {
  if (process.argv.includes('--help') || process.argv.includes('-h')) {
    console.log(help);
    return;
  }
  process.chdir(checkout);
  if (!prepare()) console.error('The build has errors (above); going on with what was built.');
  process.exitCode = await load();
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(`Curfew needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
}

/** Compares contents, not times: a checkout touches files without changing them, and `npm ci` takes a while. */
function packagesAreInstalled() {
  const installed = join(checkout, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const has = readPackages(installed);
  return Object.entries(readPackages(join(checkout, 'package-lock.json'))).every(([path, wanted]) => {
    if (path === '') return true;
    const found = has[path];
    // Optional packages are the builds for other machines.
    if (!found) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

function install() {
  console.log('Installing packages (npm ci) …');
  const npm = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--loglevel=error'], { cwd: checkout, stdio: 'inherit' });
  if (npm.error) stop(`npm can't be started: ${npm.error.message}`);
  if (npm.status !== 0) stop('The packages could not be installed; npm says why above.');
}

function build() {
  const compiler = join(checkout, 'node_modules/typescript-native/bin/tsc');
  const run = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: checkout, stdio: 'inherit' });
  return run.status === 0;
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(prepare() ? 0 : 1);
