import { describe } from '@jest/globals';
import { itKeepsTheChannelContract, type ProviderPorts } from '../../../test/channel-conformance.setup.js';
import { SlackChannel } from './slack-channel.js';
import { slackClient } from './slack-client.js';

const TOKEN = 'xoxb-open-sesame';

function open({ slack }: ProviderPorts, patienceMs?: number): SlackChannel {
  return new SlackChannel(slackClient({ SLACK_BOT_TOKEN: TOKEN, SLACK_API_URL: `http://127.0.0.1:${slack}/api/` }, patienceMs));
}

describe('SlackChannel', () => {
  itKeepsTheChannelContract({
    provider: 'slack',
    recipient: '#api-keys',
    secret: TOKEN,
    open,
    faults: {
      refused: { fault: 'error', error: 'is_archived' },
      later: { fault: 'rateLimit', retryAfter: 30 },
      misconfigured: { fault: 'error', error: 'invalid_auth' },
      hangs: { fault: 'hang' },
      dropsBefore: { fault: 'dropBefore' },
      dropsAfter: { fault: 'dropAfterAcceptance' },
    },
  });
});
