import { expect, it } from '@jest/globals';
import { nestLog } from './nest-log.js';

it('speaks through the logger of the application, in its levels, with fields and without keys', () => {
  const said: string[] = [];
  const note = (level: string) => (text: unknown) => said.push(`${level}: ${String(text)}`);
  const logger = { log: note('log'), warn: note('warn'), error: note('error'), debug: note('debug') };
  const log = nestLog('orders', logger);
  log.debug('One');
  log.info('Two', { count: 2 });
  log.warn(`Three cfw_${'0'.repeat(49)}`);
  log.error('Four', 'it broke', { eventId: 'ev1' });
  expect(said).toEqual([
    'debug: One',
    'log: Two {"count":2}',
    'warn: Three cfw_[redacted]',
    'error: Four {"error":"it broke","eventId":"ev1"}',
  ]);
});
