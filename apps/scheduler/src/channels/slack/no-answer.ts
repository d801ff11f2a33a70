/** Failures before a connection was there: not a byte of the call was written. */
const NEVER_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

const TLS = /^(ERR_(TLS|SSL)_|UNABLE_TO_|.*(CERT|SIGNATURE))/;

/** What the system says of a failed connection; `fetch` puts it behind an error of its own. */
interface SystemError {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
  /** Of the addresses of one name that were tried in turn, each failure. */
  readonly errors?: unknown;
}

/** A call that got no answer of Slack's. */
export class NoAnswer extends Error {
  /** Whether Slack can't have heard the call: the connection was refused, or TLS did not come about. */
  readonly unheard: 'unreachable' | 'untrusted' | undefined;

  constructor(failure: unknown) {
    const { code, syscall, message, errors } = causeOf(failure);
    super(String([message, code].find(Boolean) ?? failure));
    const neverConnected = syscall === 'connect' || Array.isArray(errors) || NEVER_CONNECTED.includes(String(code));
    if (neverConnected) this.unheard = 'unreachable';
    else if (TLS.test(String(code))) this.unheard = 'untrusted';
  }
}

function causeOf(failure: unknown): SystemError {
  const { cause } = asObject(failure);
  return asObject(cause);
}

function asObject(value: unknown): { readonly cause?: unknown } & SystemError {
  return typeof value === 'object' && value !== null ? value : {};
}
