/** What went wrong, in the terms of the API; the HTTP filter maps each to a status. */
export type ErrorCode = 'BAD_REQUEST' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT' | 'UNAVAILABLE';

/**
 * A refusal with a reason. `message` is for the caller and may be shown to anyone; `internal` is for the log and may say
 * what the caller must not learn. Never put a secret into either.
 */
export class DomainError extends Error {
  readonly internal: string;

  constructor(
    readonly code: ErrorCode,
    message: string,
    internal?: string,
  ) {
    super(message);
    this.name = new.target.name;
    this.internal = internal ?? message;
  }
}

/** A request whose named field can't be accepted. The message starts with the field. */
export class InvalidField extends DomainError {
  constructor(
    readonly field: string,
    reason: string,
  ) {
    super('BAD_REQUEST', `${field}: ${reason}`);
  }
}
