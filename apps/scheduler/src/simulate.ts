import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { curfew, mutants, replaySeed, runSeed, type Design, type SeedReport } from './simulation/index.js';

const help = `Usage: npm run simulate -- [--seeds <count>] [--from <seed>] [--design <name>]
       npm run simulate -- --replay <seed> [--design <name>]

Lets virtual weeks pass in milliseconds, with the very core that decides on sending, and with everything going wrong that may:
processes killed and stopped at any moment, replies lost, Redis emptied, outages, clocks set, events repeated and reordered, and
dates changed while they are told. Then it asks what was promised: nothing lost, nothing sent twice but what says so, nothing
early, nothing untrue, nothing left unfinished.

  --seeds <count>    how many worlds to run: 1000 unless told
  --from <seed>      the first one: 1 unless told
  --design <name>    curfew, or a design that lacks one thing, to see that the simulation notices:
                     ${Object.keys(mutants).join(', ')}
  --replay <seed>    tell what happens in one world, line by line

Exit code: 0 if every promise was kept; 1 if not, with the seed of each world in which one was broken; 2 for a wrong command line.
`;

/** The worlds of one thread. */
interface Share {
  readonly design: string;
  readonly from: number;
  /** The first seed that is not run any more. */
  readonly end: number;
  readonly step: number;
}

/** Many worlds are told of at once, so that the threads don't spend their time on telling. */
const TOLD_TOGETHER = 20;

function designOf(name: string): Design {
  const design = name === 'curfew' ? curfew : mutants[name];
  if (!design) throw new Error(`--design takes curfew, ${Object.keys(mutants).join(', ')}; there is no ${name}`);
  return design;
}

function wholeNumber(text: string, option: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${option} takes a whole number from 1 on, not ${text}`);
  return number;
}

/** Runs the command, and answers the exit code. */
async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      design: { type: 'string', default: 'curfew' },
      replay: { type: 'string' },
    },
  });
  if (values.help) return say(help);
  const design = designOf(values.design);
  if (values.replay !== undefined) return replay(wholeNumber(values.replay, '--replay'), design);
  const [count, from] = [wholeNumber(values.seeds, '--seeds'), wholeNumber(values.from, '--from')];
  return summarise(await everySeed({ design: values.design, from, count }));
}

function replay(seed: number, design: Design): number {
  const { violations } = replaySeed(seed, design, (at, happening) => say(`${at.toISOString()}  ${happening}\n`));
  for (const { promise, what } of violations) say(`BROKEN  ${promise}: ${what}\n`);
  return violations.length === 0 ? say('Every promise was kept.\n') : 1;
}

/** Spreads the seeds over the machine's processors. */
async function everySeed({
  design,
  from,
  count,
}: {
  readonly design: string;
  readonly from: number;
  readonly count: number;
}): Promise<readonly SeedReport[]> {
  const reports: SeedReport[] = [];
  const step = Math.min(availableParallelism(), count);
  const shares = Array.from({ length: step }, (_, place): Share => ({ design, from: from + place, end: from + count, step }));
  let told = 0;
  await Promise.all(
    shares.map(
      (share) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: share });
          worker.on('message', (some: readonly SeedReport[]) => {
            reports.push(...some);
            const tenth = Math.floor((reports.length * 10) / count);
            if (tenth > told) process.stderr.write(`${String(reports.length)} of ${String(count)} worlds …\n`);
            told = Math.max(told, tenth);
          });
          worker.on('error', reject);
          worker.on('exit', resolve);
        }),
    ),
  );
  return reports.toSorted((one, other) => one.seed - other.seed);
}

function summarise(reports: readonly SeedReport[]): number {
  const broken = reports.filter(({ violations }) => violations.length > 0);
  for (const { seed, violations } of broken) {
    say(`seed ${String(seed)}: ${violations.map(({ promise, what }) => `${promise}: ${what}`).join('; ')}\n`);
  }
  const sum = (figure: (report: SeedReport) => number) => reports.reduce((total, report) => total + figure(report), 0);
  say(`${String(reports.length)} worlds, ${String(sum(({ accepted }) => accepted))} messages taken, `);
  say(
    `${String(sum(({ flagged }) => flagged))} flagged as perhaps twice or not at all, promises broken in ${String(broken.length)}\n`,
  );
  if (broken[0]) say(`Follow one: npm run simulate -- --replay ${String(broken[0].seed)}\n`);
  return broken.length === 0 ? 0 : 1;
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function runShare({ design, from, end, step }: Share): void {
  let reports: SeedReport[] = [];
  for (let seed = from; seed < end; seed += step) {
    reports.push(runSeed(seed, designOf(design)));
    if (reports.length < TOLD_TOGETHER && seed + step < end) continue;
    parentPort?.postMessage(reports);
    reports = [];
  }
}

if (isMainThread) {
  process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nSee npm run simulate -- --help\n`);
    return 2;
  });
} else runShare(workerData as Share);
