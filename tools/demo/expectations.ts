import { type InboxMessage, speaksOf } from './inbox.js';
import { type DemoKey } from './keys-api.js';

/** What has to arrive: of each key, one email and one Slack message; one message may speak of several keys. */
export class Expectations {
  private readonly open: Set<string>;

  constructor(private readonly keys: readonly DemoKey[]) {
    this.open = new Set(keys.flatMap((key) => [tell('email', key), tell('slack', key)]));
  }

  /** Takes note of a message; answers the keys of ours that it speaks of. */
  note(message: InboxMessage): readonly DemoKey[] {
    const spokenOf = this.keys.filter((key) => speaksOf(message, key));
    for (const key of spokenOf) this.open.delete(tell(message.channel, key));
    return spokenOf;
  }

  /** Whether everything has arrived. */
  areMet(): boolean {
    return this.open.size === 0;
  }
}

function tell(channel: InboxMessage['channel'], key: DemoKey): string {
  return `${channel} ${key.cid}`;
}
