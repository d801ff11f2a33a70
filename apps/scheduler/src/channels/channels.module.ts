import { Module } from '@nestjs/common';
import { ENV, type SchedulerEnv } from '../env.js';
import { CHANNELS, type Channel } from './channel.js';
import { POSTMAN } from './letter.js';
import { EmailChannel } from './email/email-channel.js';
import { mailServerFrom } from './email/mail-server.js';
import { SlackChannel } from './slack/slack-channel.js';
import { slackClient } from './slack/slack-client.js';

/** The ways to reach people that the environment configures. Who injects {@link CHANNELS} or the {@link POSTMAN} to send also closes them. */
@Module({
  providers: [
    { provide: CHANNELS, inject: [ENV], useFactory: channelsFrom },
    { provide: POSTMAN, inject: [ENV], useFactory: emailFrom },
  ],
  exports: [CHANNELS, POSTMAN],
})
export class ChannelsModule {}

function emailFrom({ SMTP_URL, ...env }: SchedulerEnv): EmailChannel | undefined {
  return SMTP_URL === undefined ? undefined : new EmailChannel(mailServerFrom({ ...env, SMTP_URL }), env.SMTP_MAX_PER_MINUTE);
}

function channelsFrom({ SLACK_BOT_TOKEN, ...env }: SchedulerEnv): readonly Channel[] {
  return [
    ...[emailFrom(env) ?? []].flat(),
    ...(SLACK_BOT_TOKEN === undefined ? [] : [new SlackChannel(slackClient({ ...env, SLACK_BOT_TOKEN }))]),
  ];
}
