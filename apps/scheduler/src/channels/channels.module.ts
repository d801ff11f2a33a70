import { Module } from '@nestjs/common';
import { systemClock } from '#libs/kernel';
import { ENV, type SchedulerEnv } from '../env.js';
import { WebhooksService } from '../settings/index.js';
import { CHANNELS, type Channel } from './channel.js';
import { POSTMAN } from './letter.js';
import { EmailChannel } from './email/email-channel.js';
import { mailServerFrom } from './email/mail-server.js';
import { PEOPLE } from './people.js';
import { SlackChannel } from './slack/slack-channel.js';
import { slackClient } from './slack/slack-client.js';
import { SlackPeople } from './slack/slack-people.js';
import { reachOf } from './webhook/addresses.js';
import { WebhookChannel } from './webhook/webhook-channel.js';

/** The ways to reach people that the environment configures. Who injects {@link CHANNELS} or the {@link POSTMAN} to send also closes them. */
@Module({
  providers: [
    { provide: CHANNELS, inject: [ENV, WebhooksService], useFactory: channelsFrom },
    { provide: POSTMAN, inject: [ENV], useFactory: emailFrom },
    { provide: PEOPLE, inject: [ENV], useFactory: peopleFrom },
  ],
  exports: [CHANNELS, PEOPLE, POSTMAN],
})
export class ChannelsModule {}

function emailFrom({ SMTP_URL, ...env }: SchedulerEnv): EmailChannel | undefined {
  return SMTP_URL === undefined ? undefined : new EmailChannel(mailServerFrom({ ...env, SMTP_URL }), env.SMTP_MAX_PER_MINUTE);
}

function channelsFrom({ SLACK_BOT_TOKEN, ...env }: SchedulerEnv, webhooks: WebhooksService): readonly Channel[] {
  return [
    ...[emailFrom(env) ?? []].flat(),
    ...(SLACK_BOT_TOKEN === undefined ? [] : [slackFrom({ ...env, SLACK_BOT_TOKEN })]),
    webhookChannel(env, webhooks),
  ];
}

/** Buttons that nobody listens to would be worse than none. */
function slackFrom(env: SchedulerEnv & { readonly SLACK_BOT_TOKEN: string }): SlackChannel {
  return new SlackChannel(slackClient(env), { takesClicks: env.SLACK_SIGNING_SECRET !== undefined });
}

function peopleFrom(env: SchedulerEnv): SlackPeople | undefined {
  return env.SLACK_BOT_TOKEN === undefined ? undefined : new SlackPeople(slackClient(env));
}

function webhookChannel(env: SchedulerEnv, webhooks: WebhooksService): WebhookChannel {
  return new WebhookChannel({
    find: (id) => webhooks.find(id),
    signingKey: env.WEBHOOK_SIGNING_KEY,
    reach: reachOf({ allowPrivate: env.WEBHOOKS_ALLOW_PRIVATE }),
    clock: systemClock,
  });
}
