import { Module } from '@nestjs/common';
import { ENV, type SchedulerEnv } from '../env.js';
import { CHANNELS, type Channel } from './channel.js';
import { EmailChannel } from './email/email-channel.js';
import { mailServerFrom } from './email/mail-server.js';
import { SlackChannel } from './slack/slack-channel.js';
import { slackClient } from './slack/slack-client.js';

/** The ways to reach people that the environment configures. Who injects {@link CHANNELS} to send also closes them. */
@Module({
  providers: [{ provide: CHANNELS, inject: [ENV], useFactory: channelsFrom }],
  exports: [CHANNELS],
})
export class ChannelsModule {}

function channelsFrom({ SMTP_URL, SLACK_BOT_TOKEN, ...env }: SchedulerEnv): readonly Channel[] {
  return [
    ...(SMTP_URL === undefined ? [] : [new EmailChannel(mailServerFrom({ ...env, SMTP_URL }))]),
    ...(SLACK_BOT_TOKEN === undefined ? [] : [new SlackChannel(slackClient({ ...env, SLACK_BOT_TOKEN }))]),
  ];
}
