import { pino, type DestinationStream, type Logger } from 'pino';
import { allowedFields, type LogFields } from './log-fields.js';
import { redact } from './redaction.js';
import { currentTrail } from './trail.js';

/** How much is written: each level includes the ones before it. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

/** How much is written. */
export type LogLevel = (typeof logLevels)[number];

interface LogOptions {
  /** Which process speaks: `keys`, `scheduler`. */
  readonly service: string;
  readonly level: LogLevel;
  /** Where the lines go; standard output unless told. */
  readonly destination?: DestinationStream;
}

/** JSON log lines: a sentence, fields of the allowlist, and the ids of the current trail. Secrets are taken out of all texts. */
export class Log {
  private readonly pino: Logger;

  constructor({ service, level, destination }: LogOptions) {
    const options = { level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'message' };
    this.pino = destination ? pino(options, destination) : pino(options);
  }

  debug(sentence: string, fields: LogFields = {}): void {
    this.write('debug', sentence, fields);
  }

  info(sentence: string, fields: LogFields = {}): void {
    this.write('info', sentence, fields);
  }

  warn(sentence: string, fields: LogFields = {}): void {
    this.write('warn', sentence, fields);
  }

  /** For what somebody has to look at. `cause` adds its message and stack. */
  error(sentence: string, cause?: unknown, fields: LogFields = {}): void {
    this.write('error', sentence, { ...fields, ...describe(cause) });
  }

  private write(level: 'debug' | 'info' | 'warn' | 'error', sentence: string, fields: LogFields): void {
    this.pino[level]({ ...allowedFields({ ...currentTrail(), ...fields }) }, redact(sentence));
  }
}

/** What a log line says of an error: its message, and its stack where it has one. */
export function describe(cause: unknown): LogFields {
  if (cause === undefined) return {};
  if (!(cause instanceof Error)) return { error: String(cause) };
  const nested = cause instanceof AggregateError ? cause.errors.map((inner) => describe(inner).error).join('; ') : '';
  return { error: cause.message || nested || cause.name, ...(cause.stack === undefined ? {} : { stack: cause.stack }) };
}
