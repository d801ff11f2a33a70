/** SQLSTATE classes that say "not now" rather than "never": connection, rollback, resources, operator, lock, system. */
const PASSING_CLASSES = ['08', '40', '53', '55', '57', '58', '25006'];

const PASSING_SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

const PASSING_MESSAGES =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** Whether a failure is of the kind that passes by itself (the database is away, locked or overloaded): worth trying again. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isPassing);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (PASSING_SOCKET_CODES.has(code) || PASSING_MESSAGES.test(error.message)) return true;
  return code.length === 5 && PASSING_CLASSES.some((start) => code.startsWith(start));
}

/** Whether a statement was refused because a row with the same unique value exists. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
