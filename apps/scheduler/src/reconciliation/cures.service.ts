import { Injectable } from '@nestjs/common';
import type { BusAnswer } from '#libs/contracts';
import { randomId, systemClock } from '#libs/kernel';
import { CredentialsService } from '../credentials/index.js';
import { SettingsService } from '../settings/index.js';
import { UsersService } from '../users/index.js';
import { credentialEvent, settingsEvent, userEvent } from './synthetic-events.js';

/** How to bring one copy up to date. */
export interface Cure {
  /** The version it has then. */
  readonly version: number;
  readonly apply: () => Promise<void>;
}

/** Knows how copies are brought up to date: the way the lost event would have done it, by whoever would have heard that. */
@Injectable()
export class Cures {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly users: UsersService,
    private readonly settings: SettingsService,
  ) {}

  /** The cures that there are in an answer, by id. */
  in({ credentials, users, notificationSettings }: BusAnswer<'keys.snapshots'>): ReadonlyMap<string, Cure> {
    const making = { makeId: randomId, now: systemClock.now() };
    const cureOf = (id: string, version: number, apply: Cure['apply']) => [id, { version, apply }] as const;
    return new Map<string, Cure>([
      ...credentials.map((one) => cureOf(one.cid, one.version, () => this.credentials.heal(credentialEvent(one, making)))),
      ...users.map((one) => cureOf(one.id, one.version, () => this.users.hear(userEvent(one, making)))),
      ...notificationSettings.map((one) =>
        cureOf(one.workspaceId, one.version, () => this.settings.hear(settingsEvent(one, making))),
      ),
    ]);
  }
}
