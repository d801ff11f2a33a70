import { inspect, types } from 'node:util';
import { pino, type DestinationStream, type Logger } from 'pino';
import { allowedFields, type LogFields } from './log-fields.js';
import { redact } from './redaction.js';
import { currentTraceId } from './tracing/tracing.js';
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

/** JSON log lines: a sentence, fields of the allowlist, and the ids of the current trail and trace. Secrets are taken out of all texts. */
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
    this.pino[level]({ ...allowedFields({ ...currentTrail(), traceId: currentTraceId(), ...fields }) }, redact(sentence));
  }
}

/** What a log line says of an error: its message, with those it gathers, and its stack where it has one. */
function describe(cause: unknown): LogFields {
  if (cause === undefined) return {};
  if (typeof cause === 'string') return { error: cause };
  // Of an object that is no error no more than its class: what it holds is on no list.
  if (!types.isNativeError(cause)) return { error: inspect(cause, { depth: -1 }) };
  const gathered = cause instanceof AggregateError ? cause.errors.map((inner) => describe(inner).error) : [];
  const error = [cause.message, ...gathered].filter((text) => text !== '').join('; ') || cause.name;
  return { error, ...(cause.stack === undefined ? {} : { stack: cause.stack }) };
}
