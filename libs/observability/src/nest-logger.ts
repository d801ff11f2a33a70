import type { LoggerService } from '@nestjs/common';
import { type Log } from './log.js';

/** Lets Nest speak through our log: its chatter at debug level, its warnings and errors as they are. */
export class NestLogger implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.target.debug(String(message), contextOf(rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.target.debug(String(message), contextOf(rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.target.debug(String(message), contextOf(rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.target.warn(String(message), contextOf(rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const cause = [message, ...rest].find((item) => item instanceof Error);
    const stack = rest.find(isStack);
    const fields = { ...contextOf(rest), ...(stack === undefined ? {} : { stack }) };
    this.target.error(message instanceof Error ? message.message : String(message), cause, fields);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }
}

/** Nest gives the stack as a text before the context, or instead of it. */
function isStack(item: unknown): item is string {
  return typeof item === 'string' && /\n\s+at /.test(item);
}

function contextOf(rest: readonly unknown[]): { context?: string } {
  const last = rest.at(-1);
  return typeof last === 'string' && !isStack(last) ? { context: last } : {};
}
