import { BadGatewayException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { DomainError, InvalidField } from '#libs/kernel';
import { toWireError, wireErrorAnswer } from './wire-error.js';

const coded = (code: string) => Object.assign(new Error('secret insides'), { code });
const withStatus = (statusCode: number) => Object.assign(new Error('secret insides'), { statusCode });

describe('an error on the wire', () => {
  it.each([
    ['a bad field', new InvalidField('name', 'is required'), [400, 'BAD_REQUEST', 'name: is required']],
    ['no credential', new DomainError('UNAUTHENTICATED', 'Who?', 'ak1'), [401, 'UNCATEGORIZED', 'Who?']],
    ['no permission', new DomainError('FORBIDDEN', 'No.'), [403, 'FORBIDDEN', 'No.']],
    ['nothing there', new DomainError('NOT_FOUND', 'Gone.'), [404, 'NOT_FOUND', 'Gone.']],
    ['a conflict', new DomainError('CONFLICT', 'Taken.'), [409, 'CONFLICT', 'Taken.']],
    ['no route', new NotFoundException('Cannot GET /secret insides'), [404, 'NOT_FOUND', 'There is nothing at this address.']],
    [
      'a body too large',
      withStatus(413),
      [413, 'UNCATEGORIZED', 'A body may hold at most 2 MB, and 16 KB where an invitation is accepted.'],
    ],
    ['an unknown media type', withStatus(415), [415, 'UNCATEGORIZED', expect.stringContaining('application/json')]],
    ['a database that is away', coded('ECONNREFUSED'), [503, 'UNCATEGORIZED', expect.stringContaining('Try again')]],
    ['a failure', new Error('secret insides'), [500, 'UNHANDLED_EXCEPTION', expect.stringContaining('requestId')]],
    ['a failure that claims a status', withStatus(502), [500, 'UNHANDLED_EXCEPTION', expect.stringContaining('requestId')]],
    ['a failure of somebody else', new BadGatewayException('secret insides'), [500, 'UNHANDLED_EXCEPTION', expect.any(String)]],
    ['a thrown text', 'secret insides', [500, 'UNHANDLED_EXCEPTION', expect.any(String)]],
    ['a thrown nothing', undefined, [500, 'UNHANDLED_EXCEPTION', expect.any(String)]],
  ])('of %s', (_, error, expected) => {
    const [httpStatus, type, details] = expected;
    const body = toWireError(error, 'rq1');
    expect(body).toMatchObject({ httpStatus, type, details, requestId: 'rq1' });
    expect(wireErrorAnswer.strict().parse(body)).toEqual(body);
    expect(JSON.stringify(body)).not.toContain('secret insides');
  });

  it('never repeats a key', () => {
    const { details } = toWireError(new InvalidField(`cfw_${'a'.repeat(49)}`, 'is not a field here'), 'rq1');
    expect(details).toBe('cfw_[redacted]: is not a field here');
  });
});
