import { z } from 'zod';

/** What is read of a JSON log line; everything else in it is for the log file. */
const line = z.object({
  level: z.number(),
  message: z.string().optional(),
  msg: z.string().optional(),
  error: z.string().optional(),
  reason: z.string().optional(),
});

const WARNING = 40;
const ERROR = 50;

/**
 * What the terminal shows of a line that a part wrote: warnings and errors as one readable line, other log lines not at all
 * (`undefined`), and what isn't a log line as it is.
 */
export function readableLine(text: string): string | undefined {
  const parsed = line.safeParse(fromJson(text));
  if (!parsed.success) return text.trim() === '' ? undefined : printable(text);
  const { level, message, msg, error, reason } = parsed.data;
  if (level < WARNING) return undefined;
  const cause = error ?? reason;
  return printable(`${level >= ERROR ? 'error' : 'warning'}: ${message ?? msg ?? ''}${cause === undefined ? '' : ` (${cause})`}`);
}

/** What a log quotes may come from anywhere; none of it gets to move the cursor or colour the screen. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
