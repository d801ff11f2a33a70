import type { Redis } from 'ioredis';
import { addedAtMs, LUA_LAST_ID } from '../streams/stream-info.js';

const COUNT = 100;

/** An event that a consumer group has put aside. Whatever it says was written by somebody else. */
export interface DeadLetter {
  /** Its id among the dead letters. */
  readonly id: string;
  /** When it was put aside. */
  readonly at: Date;
  /** The stream that it came from, and the entry it was there. */
  readonly stream: string;
  readonly streamId: string;
  /** Who put it aside. */
  readonly group: string;
  readonly reason: string;
  /** The event as it was read: JSON, if it is not for that that it lies here. Empty if the entry held none. */
  readonly text: string;
}

/** What became of a replay. `empty`: there is no event in it to be replayed. */
export type Replay = 'replayed' | 'unknown' | 'empty';

interface DeadLettersOptions {
  readonly redis: Redis;
  /** The stream of what was put aside. */
  readonly deadLetters: string;
  /** The stream that entries come from which do not say so. */
  readonly stream: string;
}

/**
 * Moves an entry back in one step, so that a crash leaves it in one of the two places. It gets the id next to the stream's last,
 * and not that of now: the outbox learns from the last id what Redis has forgotten, and a later one would hide a loss from it.
 */
const MOVE_BACK = `${LUA_LAST_ID}
  local fields = (redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1] or {})[2]
  if not fields then return 'unknown' end
  local event = ''
  for at = 1, #fields, 2 do
    if fields[at] == 'event' then event = fields[at + 1] end
  end
  if event == '' then return 'empty' end
  redis.call('XADD', KEYS[2], string.match(lastIdOf(KEYS[2]), '^%d+') .. '-*', 'event', event)
  redis.call('XDEL', KEYS[1], ARGV[1])
  return 'replayed'`;

/** The events that consumer groups have put aside, for people to look at. */
export class DeadLetters {
  constructor(private readonly options: DeadLettersOptions) {}

  /** All that lie there now, oldest first; what is put aside meanwhile is not among them. */
  async *all(): AsyncGenerator<DeadLetter, void, undefined> {
    const { redis, deadLetters } = this.options;
    const [newest] = await redis.xrevrange(deadLetters, '+', '-', 'COUNT', 1);
    if (newest === undefined) return;
    for (let from = '-'; ;) {
      const entries = await redis.xrange(deadLetters, from, newest[0], 'COUNT', COUNT);
      for (const [id, fields] of entries) yield this.letterOf(id, fields);
      const last = entries.at(-1);
      if (last === undefined) return;
      from = `(${last[0]}`;
    }
  }

  /** The one with this id, if it lies there. */
  async find(id: string): Promise<DeadLetter | undefined> {
    const [entry] = await this.options.redis.xrange(this.options.deadLetters, id, id);
    return entry && this.letterOf(...entry);
  }

  /**
   * Puts the event onto its stream again, at the end, and takes it off the dead letters: both or neither. Every group of the stream
   * is handed it, as consumers drop what they have seen.
   */
  async replay({ id, stream }: Pick<DeadLetter, 'id' | 'stream'>): Promise<Replay> {
    return (await this.options.redis.eval(MOVE_BACK, 2, this.options.deadLetters, stream, id)) as Replay;
  }

  /** Forgets one for good. Answers whether it was there. */
  async drop(id: string): Promise<boolean> {
    return (await this.options.redis.xdel(this.options.deadLetters, id)) === 1;
  }

  private letterOf(id: string, fields: readonly string[]): DeadLetter {
    // Names and values take turns: a value may well read like a name.
    const field = (name: string) => {
      const at = fields.findIndex((text, index) => index % 2 === 0 && text === name);
      return at === -1 ? undefined : fields[at + 1];
    };
    return {
      id,
      at: new Date(addedAtMs(id)),
      stream: field('stream') ?? this.options.stream,
      streamId: field('streamId') ?? '',
      group: field('group') ?? '',
      reason: field('reason') ?? '',
      text: field('event') ?? '',
    };
  }
}
