import { z } from 'zod';
import { credentialKinds, credentialSnapshot } from './credential-snapshot.js';
import { notificationSettings } from './notification-events.js';
import { permissions, roleAssignment } from './roles.js';
import { userSnapshot } from './user-events.js';

const instant = z.iso.datetime({ offset: false });

/** What can be said of a presented key, from good to nonsense. */
export const verificationCodes = ['VALID', 'INSUFFICIENT_PERMISSIONS', 'EXPIRED', 'REVOKED', 'NOT_FOUND', 'MALFORMED'] as const;

/** What can be said of a presented key. */
export type VerificationCode = (typeof verificationCodes)[number];

/** Who presents a key to the service that asks about it: kept, approximately, as the key's last use. */
export const keyBearer = z.strictObject({
  address: z.union([z.ipv4(), z.ipv6()], 'must be an IP address').optional(),
  userAgent: z.string('must be a string').max(512, 'must be at most 512 characters').optional(),
});

/** How long a text may be that is asked about: as long as the body of a request. Longer than any key, it is MALFORMED. */
const LONGEST_ASKED = 2 * 1_024 * 1_024;

/** Asks about a key: `keys.verify` on the bus, and the body of `POST /api/v1/auth/verify`. */
export const verifyRequest = z.strictObject({
  key: z.string().min(1).max(LONGEST_ASKED),
  permissions: z.array(z.enum(permissions)).max(permissions.length).optional(),
  bearer: keyBearer.optional(),
});

/** Asks about a key. */
export type VerifyRequest = Readonly<z.infer<typeof verifyRequest>>;

/** What is said of a key. Only VALID keys are `valid`; nothing is told of a key that is unknown. */
export const verification = z.object({
  valid: z.boolean(),
  code: z.enum(verificationCodes),
  cid: z.string().optional(),
  kind: z.enum(['apiKey', 'personalToken']).optional(),
  workspaceId: z.string().optional(),
  name: z.string().optional(),
  roles: z.array(roleAssignment).optional(),
  permissions: z.array(z.enum(permissions)).optional(),
  expirationDate: instant.optional(),
});

/** What is said of a key. */
export type Verification = Readonly<z.infer<typeof verification>>;

/** One credential of a workspace, by its id. */
const getRequest = z.strictObject({ workspaceId: z.string(), cid: z.string() });

/** What other services keep copies of, by events: every one of them has an id and a version. */
const copiedKinds = [...credentialKinds, 'user', 'notificationSettings'] as const;

/** What other services keep copies of. */
export type CopiedKind = (typeof copiedKinds)[number];

const copiedId = z.string().regex(/^(ak|pt|se|us|ws)[0-9a-f]{16}$/);

/** A page of one kind, of all workspaces, in the order of ids by bytes. */
const versionsRequest = z.strictObject({
  of: z.enum(copiedKinds),
  after: z.union([z.literal(''), copiedId]).describe('The last id of the page before; empty: from the beginning.'),
  limit: z.int().min(1).max(1_000),
});

/** As {@link versionsRequest}, of a longer page: the answer is as short whatever its length. */
const digestRequest = versionsRequest.extend({ limit: z.int().min(1).max(10_000) });

const versionDigest = z.object({
  count: z.int().min(0).max(10_000),
  last: z.string().nullable().describe('The last id of the page; `null`: the page is empty.'),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256, in hexadecimal, of `id:version` of the page, joined by commas.'),
});

const versions = z.array(z.object({ id: z.string(), version: z.int().min(1) })).max(1_000);

const snapshotsRequest = z.strictObject({ of: z.enum(copiedKinds), ids: z.array(copiedId).max(100) });

/** Those of the ids that are known, each under what it is. */
const snapshots = z.object({
  credentials: z.array(credentialSnapshot),
  users: z.array(userSnapshot),
  notificationSettings: z.array(notificationSettings).describe('Asked for by the ids of their workspaces.'),
});

/** When the next reminder of each credential is due; one without a coming reminder has no entry in the answer. */
const nextRemindersRequest = z.strictObject({ cids: z.array(z.string()).max(1_000) });

/** Instants by cid. */
const nextReminders = z.record(z.string(), instant);

/** Who somebody is in Slack. */
const slackUserRequest = z.strictObject({ slackUserId: z.string().regex(/^[UW][A-Z0-9]{1,31}$/) });

/** The address that Slack has confirmed of a person of the team; `null` for none, and for whoever is a guest from elsewhere. */
const slackUser = z.object({ email: z.string().min(3).nullable() });

/** Which reminder of a credential of a workspace fell due last. */
const dueReminderRequest = z.strictObject({ workspaceId: z.string(), cid: z.string().regex(/^(ak|pt|se)[0-9a-f]{16}$/) });

/** The most urgent reminder that has fallen due of the expiration that is known; `null` for none. */
const dueReminder = z
  .object({
    leadDays: z.int().min(1).max(90).describe('Of which lead time it is; of a snoozed one, of which it was before.'),
    expiresAt: instant.describe('The expiration that it is about.'),
  })
  .nullable();

const notificationStatuses = ['READY', 'IGNORED', 'FAILED', 'DELIVERED'] as const;
const notificationMediums = ['EMAIL', 'SLACK', 'WEBHOOK'] as const;

/** The field in which a recipient on each medium is shown. */
export const recipientFields = { EMAIL: 'recipientEmail', SLACK: 'recipientChannel', WEBHOOK: 'recipientWebhook' } as const;

/** Which deliveries of a workspace are asked for. An empty or missing list asks for all. */
export const notificationLogsRequest = z.strictObject({
  workspaceId: z.string(),
  page: z.int().min(0),
  pageSize: z.int().min(1).max(1_000),
  statuses: z.array(z.enum(notificationStatuses)).optional(),
  mediums: z.array(z.enum(notificationMediums)).optional(),
  recipientEmails: z.array(z.string()).optional(),
  recipientChannels: z.array(z.string()).optional(),
  fromDate: instant.optional(),
  untilDate: instant.optional(),
  orderBy: z.enum(['DATE_CREATED_ASC', 'DATE_CREATED_DESC']),
});

/** Which deliveries of a workspace are asked for. */
export type NotificationLogsRequest = Readonly<z.infer<typeof notificationLogsRequest>>;

/** One delivery: one reminder to one recipient on one channel. */
export const notificationLog = z.object({
  id: z.string(),
  runId: z.string().describe('The message that carried it; deliveries of one digest share it.'),
  type: z.literal('TOKEN_EXPIRES_IN_N_DAYS'),
  medium: z.enum(notificationMediums),
  recipientType: z.enum(['USER', 'EMAIL', 'CHANNEL', 'WEBHOOK']),
  status: z.enum(notificationStatuses),
  dateCreated: instant,
  dateDelivered: instant.optional(),
  recipientEmail: z.string().optional(),
  recipientChannel: z.string().optional(),
  recipientWebhook: z.string().optional().describe('The id of a webhook.'),
  errorMessage: z.string().optional(),
  failedReason: z.string().optional(),
  ignoredReason: z.string().optional(),
});

/** One page of the ledger. */
export const notificationLogs = z.object({ total: z.int().min(0), logs: z.array(notificationLog) });

/** One page of the ledger. */
export type NotificationLogs = Readonly<z.infer<typeof notificationLogs>>;

/** Whom a test message is for, and who sends it. */
const notificationTestRequest = z.strictObject({
  testId: z.string().regex(/^nt[0-9a-f]{16}$/),
  workspaceId: z.string(),
  workspaceName: z.string(),
  requestedBy: z.string(),
  emails: z.array(z.string()).max(50),
  slackChannels: z.array(z.string()).max(50),
  webhooks: z.array(z.string()).max(10).optional().describe('Ids of webhooks. Absent: none.'),
});

/** What has become of a test: one row per recipient. */
const notificationTest = z.object({
  recipients: z.array(
    z.object({
      medium: z.enum(notificationMediums),
      recipient: z.string(),
      status: z.enum(['PENDING', 'ACCEPTED', 'FAILED']).describe('PENDING: the provider has not answered yet.'),
      reason: z.string().optional().describe('Why the provider, or Curfew, did not take it.'),
    }),
  ),
});

/** The link of an open invitation: whoever holds it may accept. */
const invitationLinkRequest = z.strictObject({ invitationId: z.string() });

/** `null` when the invitation is no longer open. */
const invitationLink = z.object({ url: z.string().nullable() });

/**
 * What can be asked over the bus: the pattern, the question and the answer. Over Nest's Redis transport: every process that
 * answers a pattern answers, and the first answer counts, so none of these changes anything; `notifications.test` sends, but each
 * test only once, whoever hears of it and however often.
 */
export const busQuestions = {
  'keys.verify': { request: verifyRequest, answer: verification },
  'keys.get': { request: getRequest, answer: credentialSnapshot.nullable() },
  'keys.digest': { request: digestRequest, answer: versionDigest },
  'keys.versions': { request: versionsRequest, answer: versions },
  'keys.snapshots': { request: snapshotsRequest, answer: snapshots },
  'invitations.link': { request: invitationLinkRequest, answer: invitationLink },
  'reminders.due': { request: dueReminderRequest, answer: dueReminder },
  'reminders.next': { request: nextRemindersRequest, answer: nextReminders },
  'notifications.logs': { request: notificationLogsRequest, answer: notificationLogs },
  'slack.user': { request: slackUserRequest, answer: slackUser },
  'notifications.test': { request: notificationTestRequest, answer: notificationTest },
} as const;

/** What can be asked over the bus. */
export type BusPattern = keyof typeof busQuestions;

/** The question of a pattern. */
export type BusRequest<P extends BusPattern> = Readonly<z.infer<(typeof busQuestions)[P]['request']>>;

/** The answer to a pattern. */
export type BusAnswer<P extends BusPattern> = Readonly<z.infer<(typeof busQuestions)[P]['answer']>>;
