import { describe, expect, it } from '@jest/globals';
import { statesOf, statusOf } from './status.js';

describe('the status of a delivery', () => {
  it('says READY of what may still be sent, FAILED of what nobody can be sure of, IGNORED of what was not to be sent', () => {
    expect(statesOf(['READY'])).toEqual(['PENDING', 'SENDING']);
    expect(statesOf(['DELIVERED'])).toEqual(['DELIVERED']);
    expect(statesOf(['FAILED'])).toEqual(['FAILED', 'UNCONFIRMED']);
    expect(statesOf(['IGNORED'])).toEqual(['CANCELLED', 'SUPERSEDED', 'EXPIRED']);
  });

  it('is one of those that its state is found by', () => {
    for (const state of statesOf(['READY', 'DELIVERED', 'FAILED', 'IGNORED']))
      expect(statesOf([statusOf(state)])).toContain(state);
    expect(statesOf([])).toEqual([]);
  });
});
