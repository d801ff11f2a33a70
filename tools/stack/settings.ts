import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { defineEnv, port, type EnvOf } from '#libs/config';

const stackEnv = z.object({
  CURFEW_HOME: z.string().default('.curfew'),
  HOST: z.string().default('127.0.0.1'),
  KEYS_PORT: port.default(3000),
  SCHEDULER_PORT: port.default(3001),
  SANDBOX_PORT: port.default(8025),
  SMTP_PORT: port.default(1025),
  SLACK_PORT: port.default(8026),
  PARCELS_PORT: port.default(3100),
  POSTGRES_PORT: port.optional(),
  REDIS_PORT: port.optional(),
});

/** What somebody chose for the local stack. */
export interface Settings {
  /** The stack's own variables, validated. */
  readonly own: EnvOf<typeof stackEnv>;
  /** Where the stack keeps everything, as an absolute path. */
  readonly home: string;
  /** The whole environment, with what `.env` adds to it. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/**
 * Reads the environment, and `.env` in the current folder for what the environment leaves open. A bad variable ends the
 * process with a sentence about each.
 */
export function readSettings(): Settings {
  return settingsFrom(process.env, existsSync('.env') ? readFileSync('.env', 'utf8') : '');
}

/** The settings of an environment and the text of a `.env` file. */
export function settingsFrom(environment: NodeJS.ProcessEnv, dotEnv = ''): Settings {
  const env = { ...withoutOverridden(parseEnv(dotEnv), environment), ...environment };
  const own = defineEnv(stackEnv, env);
  return { own, home: resolve(own.CURFEW_HOME), env };
}

/** Whether the variable is given, directly or by a file that holds it. */
export function isGiven(env: Readonly<NodeJS.ProcessEnv>, name: string): boolean {
  return Boolean(env[name]) || Boolean(env[`${name}_FILE`]);
}

/** `X` in the environment also outdoes `X_FILE` in the file, and the other way round: both at once would be refused. */
function withoutOverridden(fromFile: NodeJS.Dict<string>, environment: NodeJS.ProcessEnv): NodeJS.Dict<string> {
  const isOpen = (name: string) => !isGiven(environment, name.replace(/_FILE$/, '')) && !isGiven(environment, name);
  return Object.fromEntries(Object.entries(fromFile).filter(([name]) => isOpen(name)));
}
