import { Logger, type LoggerService } from '@nestjs/common';
import { Log } from '#libs/observability';

/** A line as {@link Log} writes it: the service and the time are the application's own business. */
interface Line {
  readonly level: number;
  readonly message: string;
  readonly service: string;
  readonly time: string;
}

/** What the client has to say, through the logger of the application it runs in: allowed fields only, without secrets. */
export function nestLog(service: string, logger: LoggerService = new Logger('Curfew')): Log {
  const destination = { write: (line: string) => say(logger, JSON.parse(line) as Line) };
  return new Log({ service, level: 'debug', destination });
}

function say(logger: LoggerService, { level, message, service: _, time: _time, ...fields }: Line): void {
  const text = Object.keys(fields).length === 0 ? message : `${message} ${JSON.stringify(fields)}`;
  if (level >= ERROR) logger.error(text);
  else if (level >= WARN) logger.warn(text);
  else if (level >= INFO) logger.log(text);
  else logger.debug?.(text);
}

const [ERROR, WARN, INFO] = [50, 40, 30] as const;
