import { describe, expect, it } from '@jest/globals';
import { DomainError, InvalidField } from './domain-error.js';

class KeyNotFound extends DomainError {
  constructor(cid: string) {
    super('NOT_FOUND', 'There is no such key', `${cid} belongs to another workspace`);
  }
}

describe('DomainError', () => {
  it('has a text for the caller and another for the log', () => {
    const error = new KeyNotFound('ak1');
    expect([error.code, error.message, error.internal]).toEqual([
      'NOT_FOUND',
      'There is no such key',
      'ak1 belongs to another workspace',
    ]);
    expect(String(error)).not.toContain('ak1');
  });

  it('tells the log what the caller is told if there is no more to say', () => {
    expect(new DomainError('CONFLICT', 'The tag is taken').internal).toBe('The tag is taken');
  });

  it('is an error with the name of its class', () => {
    expect(new KeyNotFound('ak1')).toBeInstanceOf(Error);
    expect(new KeyNotFound('ak1').name).toBe('KeyNotFound');
  });
});

describe('InvalidField', () => {
  it('begins its text with the field', () => {
    const error = new InvalidField('expirationDate', 'must be in the future');
    expect([error.code, error.field, error.message]).toEqual([
      'BAD_REQUEST',
      'expirationDate',
      'expirationDate: must be in the future',
    ]);
  });
});
