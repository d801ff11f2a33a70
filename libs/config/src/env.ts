import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** The variables of one process: a zod object whose keys are variable names. */
export type EnvSchema = z.ZodObject;

/** The validated values of a schema made with {@link defineEnv}. */
export type EnvOf<S extends EnvSchema> = Readonly<z.output<S>>;

/**
 * Reads and validates the environment once, when called. Any variable `X` may be given as `X_FILE` instead, naming a file
 * that holds the value. An empty value counts as absent. Every bad variable is reported at once, on standard error, and the
 * process ends with exit code 1: a service never starts half configured.
 */
export function defineEnv<S extends EnvSchema>(schema: S, source: NodeJS.ProcessEnv = process.env): EnvOf<S> {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = readVariable(name, { source, problems });
    if (value !== undefined) values[name] = value;
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  if (parsed.success && problems.length === 0) return parsed.data as EnvOf<S>;
  return refuse(problems);
}

function readVariable(
  name: string,
  { source, problems }: { readonly source: NodeJS.ProcessEnv; readonly problems: string[] },
): string | undefined {
  const file = source[`${name}_FILE`];
  if (!file) return source[name] === '' ? undefined : source[name];
  if (source[name]) {
    problems.push(`${name}: set either ${name} or ${name}_FILE, not both`);
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    problems.push(`${name}_FILE: can't read the file it names`);
    return undefined;
  }
}

function refuse(problems: readonly string[]): never {
  process.stderr.write(
    `The environment is not right; nothing was started.\n${problems.map((line) => `  ${line}\n`).join('')}` +
      'Put these right (.env.example says what each variable means) and start again.\n',
  );
  process.exit(1);
}
