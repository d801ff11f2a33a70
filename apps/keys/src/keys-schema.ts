import type { ServiceSchema } from '#libs/database';
import { CreateKeys1767225600000 } from './migrations/1767225600000-create-keys.js';
import { CreateOutbox1767225600001 } from './migrations/1767225600001-create-outbox.js';
import { WidenCredentials1795507200000 } from './migrations/1795507200000-widen-credentials.js';
import { CreateLastUses1795510800009 } from './migrations/1795510800009-create-last-uses.js';
import { CreateIpAllowlists1795510800014 } from './migrations/1795510800014-create-ip-allowlists.js';
import { CreateSecrets1795514400001 } from './migrations/1795514400001-create-secrets.js';
import { CreateInvitations1795514400002 } from './migrations/1795514400002-create-invitations.js';
import { BoundReplacedKeys1795514400003 } from './migrations/1795514400003-bound-replaced-keys.js';
import { ChainAuditEntries1795514400004 } from './migrations/1795514400004-chain-audit-entries.js';
import { ImportKeys1795514400005 } from './migrations/1795514400005-import-keys.js';
import { CreateCalendarFeeds1795514400006 } from './migrations/1795514400006-create-calendar-feeds.js';
import { ConfigureNotifications1795514400030 } from './migrations/1795514400030-configure-notifications.js';
import { IndexInventory1795518000001 } from './migrations/1795518000001-index-inventory.js';
import { IndexVersions1795600800001 } from './migrations/1795600800001-index-versions.js';
import { CreateWebhooks1795611600023 } from './migrations/1795611600023-create-webhooks.js';
import { RespondToReminders1795694400001 } from './migrations/1795694400001-respond-to-reminders.js';
import { WriteToOwnersOnSlack1795698000000 } from './migrations/1795698000000-write-to-owners-on-slack.js';

/** What the keys service keeps in Postgres. Every statement is written out in a repository: there are no entities. */
export const keysSchema: ServiceSchema = {
  schema: 'keys',
  entities: [],
  migrations: [
    CreateKeys1767225600000,
    CreateOutbox1767225600001,
    WidenCredentials1795507200000,
    CreateLastUses1795510800009,
    CreateIpAllowlists1795510800014,
    CreateSecrets1795514400001,
    CreateInvitations1795514400002,
    BoundReplacedKeys1795514400003,
    ChainAuditEntries1795514400004,
    ImportKeys1795514400005,
    CreateCalendarFeeds1795514400006,
    ConfigureNotifications1795514400030,
    IndexInventory1795518000001,
    IndexVersions1795600800001,
    CreateWebhooks1795611600023,
    RespondToReminders1795694400001,
    WriteToOwnersOnSlack1795698000000,
  ],
};
