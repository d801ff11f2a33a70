/** SQLSTATE classes that say "not now" rather than "never": connection, rollback, resources, operator, lock, system. */
const PASSING_CLASSES = ['08', '40', '53', '55', '57', '58', '25006'];

const PASSING_SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

const PASSING_MESSAGES =
  /connection terminated|query read timeout|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** What is looked at of an error. By its shape, not its class: an error of another realm or library is judged alike. */
interface Failure {
  readonly message?: unknown;
  readonly code?: unknown;
  /** What an AggregateError gathers: each address that was tried, for one. */
  readonly errors?: unknown;
}

/** Whether a failure is of the kind that passes by itself (the database is away, locked or overloaded): worth trying again. */
export function isPassing(error: unknown): boolean {
  const { message, code, errors } = (error ?? {}) as Failure;
  if (Array.isArray(errors) && errors.some(isPassing)) return true;
  if (typeof message === 'string' && PASSING_MESSAGES.test(message)) return true;
  if (typeof code !== 'string') return false;
  return PASSING_SOCKET_CODES.has(code) || (code.length === 5 && PASSING_CLASSES.some((start) => code.startsWith(start)));
}
