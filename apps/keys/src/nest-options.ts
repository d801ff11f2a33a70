import type { NestApplicationOptions } from '@nestjs/common';
import { NestLogger, type Log } from '#libs/observability';

/** How Nest builds things here: it speaks through our log, leaves bodies to us, and rejects instead of ending the process. */
export function nestOptions(log: Log): Pick<NestApplicationOptions, 'abortOnError' | 'bodyParser' | 'logger'> {
  return { abortOnError: false, bodyParser: false, logger: new NestLogger(log) };
}
