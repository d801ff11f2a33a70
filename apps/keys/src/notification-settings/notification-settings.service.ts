import type { NotificationSettingsSnapshot } from '#libs/contracts';
import type { Transaction, Transactions } from '#libs/database';
import type { Clock, TimeZone } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import type { Journal } from '../journal/index.js';
import type { WorkspacesService } from '../workspaces/index.js';
import {
  chooseSettings,
  saysNothingNew,
  settingsBefore,
  type ChosenSettings,
  type WorkspaceSettings,
} from './domain/settings.js';
import type { NotificationSettingsRepository } from './notification-settings.repository.js';
import { snapshotOf } from './snapshot.js';

/** What is to be so from now on; the zone stays unless given. */
export interface WantedSettings extends ChosenSettings {
  readonly timeZone?: TimeZone | undefined;
}

interface NotificationSettingsParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly repository: NotificationSettingsRepository;
  readonly workspaces: WorkspacesService;
  readonly journal: Journal;
  /** How workspaces are reminded that have not decided anything: as the environment says. */
  readonly defaults: ChosenSettings;
}

/** When and where a workspace wants to be reminded. The scheduler, which reminds, hears of every change. */
export class NotificationSettingsService {
  constructor(private readonly parts: NotificationSettingsParts) {}

  /** What holds for the principal's workspace now. */
  of({ workspaceId }: Principal): Promise<WorkspaceSettings> {
    return this.current(this.parts.transactions.reading, workspaceId);
  }

  /** Replaces all of the settings; of two at once, one holds. A choice that changes nothing leaves no trace. */
  set(principal: Principal, { timeZone: wantedZone, ...chosen }: WantedSettings): Promise<WorkspaceSettings> {
    const { transactions, clock, repository } = this.parts;
    const { workspaceId } = principal;
    return transactions.run(async (tx) => {
      await repository.lock(tx, workspaceId);
      const before = await this.current(tx, workspaceId);
      const timeZone = wantedZone ?? before.timeZone;
      if (saysNothingNew(before.settings, chosen) && timeZone === before.timeZone) return before;
      const after = { settings: chooseSettings(before.settings, chosen, clock.now()), timeZone };
      await this.store(tx, principal, after);
      return after;
    });
  }

  /** What a workspace has decided, as events tell of it; `null` if it has not decided anything. */
  async snapshot(workspaceId: string): Promise<NotificationSettingsSnapshot | null> {
    const { transactions, repository, workspaces } = this.parts;
    const settings = await repository.find(transactions.reading, workspaceId);
    return settings
      ? snapshotOf(workspaceId, { settings, timeZone: await workspaces.timeZoneOf(transactions.reading, workspaceId) })
      : null;
  }

  private async store(tx: Transaction, by: Principal, after: WorkspaceSettings): Promise<void> {
    const { clock, repository, workspaces, journal } = this.parts;
    const { workspaceId } = by;
    await repository.set(tx, workspaceId, { ...after.settings, at: clock.now() });
    await workspaces.setTimeZone(tx, { id: workspaceId, timeZone: after.timeZone });
    await journal.note(tx, {
      by,
      action: 'UPDATE',
      objectType: 'NOTIFICATION_SETTINGS',
      objectIdentifier: workspaceId,
      event: { type: 'NotificationSettingsChanged', subject: workspaceId, data: snapshotOf(workspaceId, after) },
    });
  }

  private async current(tx: Transaction, workspaceId: string): Promise<WorkspaceSettings> {
    const { repository, workspaces, defaults } = this.parts;
    const settings = (await repository.find(tx, workspaceId)) ?? settingsBefore(defaults);
    return { settings, timeZone: await workspaces.timeZoneOf(tx, workspaceId) };
  }
}
