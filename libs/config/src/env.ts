import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** The variables of one process: a zod object whose keys are variable names. */
export type EnvSchema = z.ZodObject;

/** The validated values of a schema made with {@link defineEnv}. */
export type EnvOf<S extends EnvSchema> = Readonly<z.output<S>>;

/**
 * Reads and validates the environment once, when called. Any variable `X` may be given as `X_FILE` instead, naming a file
 * that holds the value, blanks around it dropped. An empty value counts as absent. Every bad variable is reported at once, on
 * standard error, and the process ends with exit code 1: a service never starts half configured.
 */
export function defineEnv<S extends EnvSchema>(schema: S, source: NodeJS.ProcessEnv = process.env): EnvOf<S> {
  const readings = Object.keys(schema.shape).map((name) => ({ name, ...readVariable(name, source) }));
  const unreadable = new Map(readings.flatMap(({ name, problem }) => (problem === undefined ? [] : [[name, problem]])));
  const values = Object.fromEntries(readings.flatMap(({ name, value }) => (value ? [[name, value]] : [])));
  const parsed = schema.safeParse(values);
  if (parsed.success && unreadable.size === 0) return parsed.data;
  // What can't be read is missing too, but that is not its problem.
  const wrong = (parsed.error?.issues ?? []).filter(({ path }) => !unreadable.has(path.join('.')));
  return refuse([...unreadable.values(), ...wrong.map((issue) => sentenceOf(issue, values))]);
}

interface Reading {
  readonly value?: string | undefined;
  readonly problem?: string;
}

function readVariable(name: string, source: NodeJS.ProcessEnv): Reading {
  const file = source[`${name}_FILE`];
  if (!file) return { value: source[name] };
  if (source[name]) return { problem: `${name}: set either ${name} or ${name}_FILE, not both` };
  try {
    return { value: readFileSync(file, 'utf8').trim() };
  } catch {
    return { problem: `${name}_FILE: can't read the file it names` };
  }
}

function sentenceOf({ code, path, message }: z.core.$ZodIssue, values: Readonly<Record<string, string>>): string {
  const name = path.join('.');
  return `${name}: ${code === 'invalid_type' && !(name in values) ? 'is not set' : message}`;
}

function refuse(problems: readonly string[]): never {
  process.stderr.write(
    `The environment is not right; nothing was started.\n${problems.map((line) => `  ${line}\n`).join('')}` +
      'Put these right (.env.example says what each variable means) and start again.\n',
  );
  process.exit(1);
}
