import { readFileSync } from 'node:fs';

/**
 * Imported before everything else of a process (`node --import`), it sets what the process takes for the time: `Date` is ahead by as
 * many milliseconds as the file says that its address names, and follows the file while the process runs. Timers and
 * `performance.now` go by a clock that nobody sets, here as on a real machine.
 */
const file = new URL(import.meta.url).searchParams.get('file') ?? '';
const RealDate = Date;
let aheadMs = 0;

const read = () => {
  aheadMs = Number(readFileSync(file, 'utf8')) || 0;
};
read();
setInterval(read, 50).unref();

const now = () => RealDate.now() + aheadMs;

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
