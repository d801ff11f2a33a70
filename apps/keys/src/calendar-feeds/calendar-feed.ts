import type { PlainKey } from '../key-material/index.js';

/** A calendar of a user's: it shows what they may see of the inventory, to whoever has its address. */
export interface CalendarFeed {
  readonly id: string;
  readonly workspaceId: string;
  readonly userId: string;
  readonly name: string;
  readonly createdAt: Date;
}

/** A feed that was just made, and the one sight of the token in its address. */
export interface MadeFeed {
  readonly feed: CalendarFeed;
  readonly token: PlainKey;
}
