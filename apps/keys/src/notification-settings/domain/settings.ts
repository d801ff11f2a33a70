import type { TimeZone } from '#libs/kernel';

/** How many calendar days before an expiration people are reminded, and since when without a break; `null`: from the beginning. */
export interface LeadTime {
  readonly days: number;
  readonly setAt: Date | null;
}

/** What people decide about their reminders. */
export interface ChosenSettings {
  /** Each once, the most days first. */
  readonly leadDays: readonly number[];
  /** The preferred local time of day, `HH:mm`. */
  readonly sendAt: string;
  readonly emails: readonly string[];
  readonly slackChannels: readonly string[];
  /** Whether owners are told on Slack, too; `undefined`: as before. */
  readonly slackDirectMessages?: boolean | undefined;
}

/** How a workspace wants to be reminded. */
export interface NotificationSettings {
  /** Counts the changes from 1; 0 while nobody has decided anything. */
  readonly version: number;
  readonly leadTimes: readonly LeadTime[];
  readonly sendAt: { readonly time: string; readonly setAt: Date | null };
  readonly emails: readonly string[];
  readonly slackChannels: readonly string[];
  readonly slackDirectMessages: boolean;
}

/** How a workspace wants to be reminded, and the zone in which days are meant that are chosen without one. */
export interface WorkspaceSettings {
  readonly settings: NotificationSettings;
  readonly timeZone: TimeZone;
}

/** The settings of a workspace that has not decided anything. */
export function settingsBefore({ leadDays, sendAt, slackDirectMessages = false, ...told }: ChosenSettings): NotificationSettings {
  const leadTimes = leadDays.map((days) => ({ days, setAt: null }));
  return { ...told, version: 0, leadTimes, sendAt: { time: sendAt, setAt: null }, slackDirectMessages };
}

/** Whether a choice is what is so already. The order of addresses and channels is no news. */
export function saysNothingNew(current: NotificationSettings, { leadDays, sendAt, ...chosen }: ChosenSettings): boolean {
  const days = current.leadTimes.map((leadTime) => leadTime.days);
  const areSame = (one: readonly unknown[], other: readonly unknown[]) =>
    [...one].sort().join(' ') === [...other].sort().join(' ');
  return (
    areSame(days, leadDays) &&
    current.sendAt.time === sendAt &&
    areSame(current.emails, chosen.emails) &&
    areSame(current.slackChannels, chosen.slackChannels) &&
    (chosen.slackDirectMessages ?? current.slackDirectMessages) === current.slackDirectMessages
  );
}

/** The settings after a choice. Whatever stays has been so since it was chosen first; what comes, or comes back, is so from now on. */
export function chooseSettings(
  current: NotificationSettings,
  { leadDays, sendAt, slackDirectMessages, ...told }: ChosenSettings,
  now: Date,
): NotificationSettings {
  const known = new Map(current.leadTimes.map((leadTime) => [leadTime.days, leadTime]));
  return {
    ...told,
    version: current.version + 1,
    leadTimes: leadDays.map((days) => known.get(days) ?? { days, setAt: now }),
    sendAt: current.sendAt.time === sendAt ? current.sendAt : { time: sendAt, setAt: now },
    slackDirectMessages: slackDirectMessages ?? current.slackDirectMessages,
  };
}
