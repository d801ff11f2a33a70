import { describe, expect, it } from '@jest/globals';
import { currentTrail, onTrail } from './trail.js';

describe('the trail', () => {
  it('is empty outside of any work', () => {
    expect(currentTrail()).toEqual({});
  });

  it('is kept across everything a piece of work awaits, and ends with it', async () => {
    const seen = await onTrail({ requestId: 'rq1' }, async () => {
      await Promise.resolve();
      return currentTrail();
    });
    expect(seen).toEqual({ requestId: 'rq1' });
    expect(currentTrail()).toEqual({});
  });

  it('is the innermost one', () => {
    const inner = onTrail({ requestId: 'rq1' }, () => onTrail({ eventId: 'ev1' }, currentTrail));
    expect(inner).toEqual({ eventId: 'ev1' });
  });
});
