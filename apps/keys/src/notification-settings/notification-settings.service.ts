import type { NotificationSettingsSnapshot } from '#libs/contracts';
import type { Transaction, Transactions } from '#libs/database';
import type { Clock, TimeZone } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import type { Change, Journal } from '../journal/index.js';
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
    const { reading } = transactions;
    const settings = await repository.find(reading, workspaceId);
    if (!settings) return null;
    const [timeZone, webhooks] = [
      await workspaces.timeZoneOf(reading, workspaceId),
      await repository.webhooks(reading, workspaceId),
    ];
    return snapshotOf(workspaceId, { settings, timeZone, webhooks });
  }

  /** Lets nobody else change settings or webhooks of this workspace until the transaction ends. */
  lock(tx: Transaction, workspaceId: string): Promise<void> {
    return this.parts.repository.lock(tx, workspaceId);
  }

  /**
   * Notes a change of the workspace's webhooks, made under {@link lock}: others hear of it as a change of the settings, as which it
   * counts. Where nobody has decided on these yet, those of the environment are decided on from then on.
   */
  async announce(tx: Transaction, change: Omit<Change, 'event' | 'affects'>): Promise<void> {
    const { clock, repository } = this.parts;
    const { workspaceId } = change.by;
    const { settings, timeZone } = await this.current(tx, workspaceId);
    const after = { settings: { ...settings, version: settings.version + 1 }, timeZone };
    await repository.set(tx, workspaceId, { ...after.settings, at: clock.now() });
    await this.note(tx, change, after);
  }

  private async store(tx: Transaction, by: Principal, after: WorkspaceSettings): Promise<void> {
    const { clock, repository, workspaces } = this.parts;
    const { workspaceId } = by;
    await repository.set(tx, workspaceId, { ...after.settings, at: clock.now() });
    await workspaces.setTimeZone(tx, { id: workspaceId, timeZone: after.timeZone });
    await this.note(tx, { by, action: 'UPDATE', objectType: 'NOTIFICATION_SETTINGS', objectIdentifier: workspaceId }, after);
  }

  private async note(tx: Transaction, change: Omit<Change, 'event' | 'affects'>, after: WorkspaceSettings): Promise<void> {
    const { repository, journal } = this.parts;
    const { workspaceId } = change.by;
    const data = snapshotOf(workspaceId, { ...after, webhooks: await repository.webhooks(tx, workspaceId) });
    await journal.note(tx, { ...change, event: { type: 'NotificationSettingsChanged', subject: workspaceId, data } });
  }

  private async current(tx: Transaction, workspaceId: string): Promise<WorkspaceSettings> {
    const { repository, workspaces, defaults } = this.parts;
    const settings = (await repository.find(tx, workspaceId)) ?? settingsBefore(defaults);
    return { settings, timeZone: await workspaces.timeZoneOf(tx, workspaceId) };
  }
}
