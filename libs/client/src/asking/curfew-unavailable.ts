import { HttpStatus, ServiceUnavailableException } from '@nestjs/common';

/** Curfew did not answer, so nothing is known of the key. Left alone, Nest answers the request with 503: nobody gets in. */
export class CurfewUnavailable extends ServiceUnavailableException {
  constructor(cause: unknown) {
    const message = 'API keys can not be checked right now. Try again soon.';
    const body = { statusCode: HttpStatus.SERVICE_UNAVAILABLE, error: 'Service Unavailable', code: 'UNAVAILABLE', message };
    super(body, { cause });
  }
}
