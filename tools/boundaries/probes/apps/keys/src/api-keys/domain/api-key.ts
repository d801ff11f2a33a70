import { now } from '#libs/kernel';

export interface ApiKey {
  readonly id: string;
}

export const made = now;
