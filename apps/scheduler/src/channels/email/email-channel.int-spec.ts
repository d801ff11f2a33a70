import { describe } from '@jest/globals';
import { itKeepsTheChannelContract, type ProviderPorts } from '../../../test/channel-conformance.setup.js';
import { EmailChannel } from './email-channel.js';
import { mailServerFrom } from './mail-server.js';

function open({ smtp }: ProviderPorts, patienceMs?: number): EmailChannel {
  const server = mailServerFrom({
    SMTP_URL: `smtp://curfew@127.0.0.1:${smtp}`,
    SMTP_PASSWORD: 'open sesame',
    MAIL_FROM: 'Curfew <curfew@curfew.test>',
  });
  return new EmailChannel(
    patienceMs === undefined ? server : { ...server, patience: { ...server.patience, silenceMs: patienceMs } },
  );
}

describe('EmailChannel', () => {
  itKeepsTheChannelContract({
    provider: 'email',
    recipient: 'ada@example.test',
    secret: 'open sesame',
    open,
    faults: {
      refused: { fault: 'reply', code: 550 },
      later: { fault: 'reply', code: 451 },
      misconfigured: { fault: 'reply', code: 535 },
      hangs: { fault: 'hang', at: 'dot' },
      dropsBefore: { fault: 'dropBefore', at: 'dot' },
      dropsAfter: { fault: 'dropAfterAcceptance' },
    },
  });
});
