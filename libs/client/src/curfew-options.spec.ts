import { describe, expect, it } from '@jest/globals';
import { settingsFrom, type CurfewOptions } from './curfew-options.js';

const options: CurfewOptions = { redisUrl: 'redis://:hunter2@localhost:6379', service: 'orders' };

describe('the options', () => {
  it('name a process of the service by its host unless told', () => {
    expect(settingsFrom(options).consumer).not.toBe('');
    expect(settingsFrom({ ...options, consumer: 'orders-1' }).consumer).toBe('orders-1');
  });

  it.each(['scheduler', 'keys', 'sandbox', '', 'Orders', 'a b', '-x'])('refuse the service name %j', (service) => {
    expect(() => settingsFrom({ ...options, service })).toThrow('service: ');
  });

  it('are refused with a sentence about each, and without their values', () => {
    const wrong = { redisUrl: 'http://:hunter2@localhost', service: 'a b', workspaceId: 'mine', retries: 3 } as CurfewOptions;
    const refusal = expect(() => settingsFrom(wrong));
    refusal.toThrow(/redisUrl: .*service: .*workspaceId: .*retries/);
    refusal.not.toThrow('hunter2');
  });
});
