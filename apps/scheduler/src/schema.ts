import type { ServiceSchema } from '#libs/database';
import { CreateScheduler1795482000000 } from './migrations/20261124010000-create-scheduler.js';
import { IndexWaitingDeliveries1795485600000 } from './migrations/20261124020000-index-waiting-deliveries.js';
import { CopyUsers1795507200000 } from './migrations/20261124080000-copy-users.js';
import { CreateInvitations1795510800000 } from './migrations/20261124090000-create-invitations.js';
import { KeepNotificationLog1795514400000 } from './migrations/20261124100000-keep-a-notification-log.js';
import { SayWhatADeliveryWasCancelledFor1795518000000 } from './migrations/20261124110000-say-what-a-delivery-was-cancelled-for.js';
import { KeepNotificationSettings1795519800000 } from './migrations/20261124113000-keep-notification-settings.js';
import { HoldTheTurnToSweep1795521600000 } from './migrations/20261124120000-hold-the-turn-to-sweep.js';
import { CountTheLogByAnIndex1795597200000 } from './migrations/20261125090000-count-the-log-by-an-index.js';
import { ReconcileCopies1795600800000 } from './migrations/20261125100000-reconcile-copies.js';
import { TellOfExpirations1795608000000 } from './migrations/20261125120000-tell-of-expirations.js';
import { DoubtWhatARestoreForgot1795610520000 } from './migrations/20261125124200-doubt-what-a-restore-forgot.js';
import { PostToWebhooks1795612980000 } from './migrations/20261125132300-post-to-webhooks.js';
import { LetWorkspacesTakeTurns1795615200000 } from './migrations/20261125140000-let-workspaces-take-turns.js';
import { KeepCircuits1795618800000 } from './migrations/20261125150000-keep-circuits.js';
import { KeepWhereCredentialsWereTraced1795622400000 } from './migrations/20261125160000-keep-where-credentials-were-traced.js';
import { SnoozeReminders1795694400000 } from './migrations/20261126120000-snooze-reminders.js';
import { WriteToOwnersOnSlack1795698000001 } from './migrations/20261126130000-write-to-owners-on-slack.js';

/** What the scheduler keeps in Postgres. Its repositories speak SQL; there are no entities. */
export const schedulerSchema: ServiceSchema = {
  schema: 'scheduler',
  entities: [],
  migrations: [
    CreateScheduler1795482000000,
    IndexWaitingDeliveries1795485600000,
    CopyUsers1795507200000,
    CreateInvitations1795510800000,
    KeepNotificationLog1795514400000,
    SayWhatADeliveryWasCancelledFor1795518000000,
    KeepNotificationSettings1795519800000,
    HoldTheTurnToSweep1795521600000,
    CountTheLogByAnIndex1795597200000,
    ReconcileCopies1795600800000,
    TellOfExpirations1795608000000,
    DoubtWhatARestoreForgot1795610520000,
    PostToWebhooks1795612980000,
    LetWorkspacesTakeTurns1795615200000,
    KeepCircuits1795618800000,
    KeepWhereCredentialsWereTraced1795622400000,
    SnoozeReminders1795694400000,
    WriteToOwnersOnSlack1795698000001,
  ],
};
