import { Injectable } from '@nestjs/common';
import type { BusAnswer, BusRequest } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';
import type { ChannelName } from '../channels/index.js';

/** One message of a test. */
export interface TestMessage {
  readonly channel: ChannelName;
  readonly recipient: string;
}

/** What became of one. */
export interface TestOutcome extends TestMessage {
  readonly state: 'ACCEPTED' | 'FAILED';
  readonly reason: string | null;
}

type TestRecipients = BusAnswer<'notifications.test'>['recipients'];
type Test = BusRequest<'notifications.test'>;

/** The table `scheduler.test_messages`. */
@Injectable()
export class TestMessagesRepository {
  /** Writes the messages of a test down; answers those that nobody had yet: they are the caller's to send. */
  claim(tx: Transaction, { testId, workspaceId, emails, slackChannels, webhooks = [] }: Test): Promise<TestMessage[]> {
    const sql = `
      INSERT INTO scheduler.test_messages (test_id, workspace_id, channel, recipient, state)
      SELECT $1, $2, channel, recipient, 'PENDING' FROM unnest($3::text[], $4::text[]) AS p (channel, recipient)
      ON CONFLICT DO NOTHING RETURNING channel, recipient`;
    const channels = [...emails.map(() => 'EMAIL'), ...slackChannels.map(() => 'SLACK'), ...webhooks.map(() => 'WEBHOOK')];
    return rows(tx, { sql, parameters: [testId, workspaceId, channels, [...emails, ...slackChannels, ...webhooks]] });
  }

  async settle(tx: Transaction, testId: string, { channel, recipient, state, reason }: TestOutcome): Promise<void> {
    const sql = `
      UPDATE scheduler.test_messages SET state = $4, reason = $5
      WHERE test_id = $1 AND channel = $2 AND recipient = $3 AND state = 'PENDING'`;
    await rows(tx, { sql, parameters: [testId, channel, recipient, state, reason] });
  }

  /** What has become of a test of a workspace so far. */
  of(tx: Transaction, { testId, workspaceId }: Pick<Test, 'testId' | 'workspaceId'>): Promise<TestRecipients> {
    const sql = `
      SELECT channel AS medium, recipient, state AS status, reason FROM scheduler.test_messages
      WHERE test_id = $1 AND workspace_id = $2 ORDER BY channel, recipient`;
    return rows(tx, { sql, parameters: [testId, workspaceId] });
  }

  async forgetOld(tx: Transaction): Promise<void> {
    await rows(tx, { sql: `DELETE FROM scheduler.test_messages WHERE created_at < now() - interval '1 day'` });
  }
}
