import type { BusAnswer, BusPattern, BusRequest } from '../bus.js';
import { apiKey, secret, workspaceId } from './credential-examples.js';

interface BusExample<P extends BusPattern> {
  readonly summary: string;
  readonly question: BusRequest<P>;
  readonly answer: BusAnswer<P>;
}

const { cid } = apiKey;
const KEY = 'cfw_6jQ0m3VhT9bYp2LxWc8RkN5sZ1fGuD7aEoI4tBvHyMq1aB2cD';

/** Examples of every question, each with its answer. */
export const busExamples: { readonly [P in BusPattern]: readonly BusExample<P>[] } = {
  'keys.verify': [
    {
      summary: 'A good key, presented by a client of the service that asks',
      question: { key: KEY, permissions: ['Create secrets'], bearer: { address: '192.0.2.7', userAgent: 'deploy/2.1' } },
      answer: {
        valid: true,
        code: 'VALID',
        cid,
        kind: 'apiKey',
        workspaceId,
        name: 'ci-deploy',
        roles: [{ type: 'DEFAULT', role: 'MANAGER' }],
        permissions: ['Edit API keys', 'Create secrets'],
        expirationDate: '2027-03-31T22:00:00.000Z',
      },
    },
    { summary: 'No key at all', question: { key: 'let me in' }, answer: { valid: false, code: 'MALFORMED' } },
  ],
  'keys.get': [{ summary: 'An API key', question: { workspaceId, cid }, answer: apiKey }],
  'keys.digest': [
    {
      summary: 'All API keys of a small installation',
      question: { of: 'apiKey', after: '', limit: 10_000 },
      answer: { count: 1, last: cid, digest: '1e098aac33824bb99104fbf4af2f1e10a6fb54a8adfd5693a798298c0b3e6aac' },
    },
  ],
  'keys.versions': [
    { summary: 'The same, one by one', question: { of: 'apiKey', after: '', limit: 1_000 }, answer: [{ id: cid, version: 1 }] },
  ],
  'keys.snapshots': [
    {
      summary: 'An API key, and one that nobody knows',
      question: { of: 'apiKey', ids: [cid, 'ak0000000000000000'] },
      answer: { credentials: [apiKey], users: [], notificationSettings: [] },
    },
  ],
  'invitations.link': [
    {
      summary: 'An invitation that is open',
      question: { invitationId: 'in9f5082b1d374e6ca' },
      answer: { url: `https://curfew.example.com/invitations/cfwi_9f5082b1d374e6ca${'0'.repeat(64)}` },
    },
  ],
  'reminders.due': [
    {
      summary: 'A key that people have been reminded of once',
      question: { workspaceId, cid },
      answer: { leadDays: 7, expiresAt: '2027-03-31T22:00:00.000Z' },
    },
    { summary: 'A secret that nobody had to be reminded of yet', question: { workspaceId, cid: secret.cid }, answer: null },
  ],
  'reminders.next': [
    {
      summary: 'Two credentials, one of them with a reminder to come',
      question: { cids: [cid, 'pt17a8b9c0d1e2f304'] },
      answer: { [cid]: '2027-03-24T08:00:00.000Z' },
    },
  ],
  'notifications.logs': [
    {
      summary: 'What failed by email, newest first',
      question: { workspaceId, page: 0, pageSize: 250, statuses: ['FAILED'], mediums: ['EMAIL'], orderBy: 'DATE_CREATED_DESC' },
      answer: {
        total: 1,
        logs: [
          {
            id: 'de0a1b2c3d4e5f6071',
            runId: 'me1b2c3d4e5f607182',
            type: 'TOKEN_EXPIRES_IN_N_DAYS',
            medium: 'EMAIL',
            recipientType: 'EMAIL',
            status: 'FAILED',
            dateCreated: '2027-03-24T08:00:00.000Z',
            recipientEmail: 'ada@example.com',
            errorMessage: '550 5.1.1 no such user',
            failedReason: 'The address does not exist.',
          },
        ],
      },
    },
  ],
  'slack.user': [
    { summary: 'Somebody of the team', question: { slackUserId: 'U012AB3CD' }, answer: { email: 'ada@example.com' } },
    { summary: 'A bot, or a guest from another', question: { slackUserId: 'U0EVIL666' }, answer: { email: null } },
  ],
  'notifications.test': [
    {
      summary: 'A test that went to an address, and not to a channel',
      question: {
        testId: 'nt2c3d4e5f60718293',
        workspaceId,
        workspaceName: 'Example',
        requestedBy: 'ada@example.com',
        emails: ['ops@example.com'],
        slackChannels: ['#api-keys'],
      },
      answer: {
        recipients: [
          { medium: 'EMAIL', recipient: 'ops@example.com', status: 'ACCEPTED' },
          { medium: 'SLACK', recipient: '#api-keys', status: 'FAILED', reason: 'Slack answered: channel_not_found' },
        ],
      },
    },
  ],
};
