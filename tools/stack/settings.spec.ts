import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isGiven, settingsFrom } from './settings.js';

describe('settingsFrom', () => {
  it('keeps everything in .curfew unless told otherwise', () => {
    expect(settingsFrom({}).home).toBe(resolve('.curfew'));
    expect(settingsFrom({ CURFEW_HOME: '/elsewhere' }).home).toBe('/elsewhere');
  });

  it('takes from .env what the environment leaves open', () => {
    const { own, env } = settingsFrom({ KEYS_PORT: '4000' }, 'KEYS_PORT=5000\nSMTP_PORT=5025 # mail\nMAIL_FROM="A <a@b.c>"\n');
    expect(own).toMatchObject({ KEYS_PORT: 4000, SMTP_PORT: 5025 });
    expect(env['MAIL_FROM']).toBe('A <a@b.c>');
  });

  it('lets a variable of the environment outdo the file of the same secret in .env, and the other way round', () => {
    expect(settingsFrom({ REDIS_URL: 'redis://a' }, 'REDIS_URL_FILE=/b').env).toEqual({ REDIS_URL: 'redis://a' });
    expect(settingsFrom({ REDIS_URL_FILE: '/a' }, 'REDIS_URL=redis://b').env).toEqual({ REDIS_URL_FILE: '/a' });
  });
});

describe('isGiven', () => {
  it('is true of a value and of a file that holds it, not of an empty one', () => {
    expect(isGiven({ SMTP_URL: 'smtp://a' }, 'SMTP_URL')).toBe(true);
    expect(isGiven({ SMTP_URL_FILE: '/a' }, 'SMTP_URL')).toBe(true);
    expect(isGiven({ SMTP_URL: '' }, 'SMTP_URL')).toBe(false);
  });
});
