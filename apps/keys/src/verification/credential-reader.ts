import type { CredentialCache } from './credential-cache.js';
import { subjectsOf, type KnownCredential } from './known-credential.js';
import type { Elapsed, Stopwatch } from './stopwatch.js';

/** For how long, in milliseconds, a look into the database speaks for whoever asks after it began, and a poll for the cache. */
export const FRESH_MS = 750;

/** Finds a credential in the database. */
export type Find = () => Promise<KnownCredential | undefined>;

interface CredentialReaderParts {
  readonly cache: CredentialCache;
  /** Whether every change that was committed {@link FRESH_MS} ago has been heard of. */
  readonly isFollowing: () => boolean;
  readonly stopwatch: Stopwatch;
  /** Told where each answer comes from. */
  readonly onRead: (from: 'cache' | 'database') => void;
}

/** A look into the database that is under way, and what has changed since it began. */
interface Look {
  readonly age: Elapsed;
  readonly changed: Set<string>;
  isVoid: boolean;
  readonly answer: Promise<KnownCredential | undefined>;
}

/**
 * Answers from memory while that is sure to be at most {@link FRESH_MS} behind, and from the database otherwise: then it
 * rejects when the database is away. Those who ask for the same credential at once share one look. What changed while it was
 * looked at is not kept, and what is not there is never kept: a key made elsewhere works at once.
 */
export class CredentialReader {
  private readonly looks = new Map<string, Look>();
  private readonly underWay = new Set<Look>();

  constructor(private readonly parts: CredentialReaderParts) {}

  async read(hash: string, find: Find): Promise<KnownCredential | undefined> {
    const { cache, isFollowing, onRead } = this.parts;
    const kept = isFollowing() ? cache.get(hash) : undefined;
    onRead(kept ? 'cache' : 'database');
    if (kept) return kept;
    const shared = this.sharedLook(hash);
    if (!shared) return this.look(hash, find).answer;
    const known = await shared.answer;
    return known && hasChanged(shared, known) ? this.look(hash, find).answer : known;
  }

  /** Drops whatever a change of this subject may concern, also what is only being looked at. */
  forget(subject: string): void {
    this.parts.cache.forget(subject);
    for (const look of this.underWay) look.changed.add(subject);
  }

  forgetAll(): void {
    this.parts.cache.clear();
    for (const look of this.underWay) look.isVoid = true;
  }

  private sharedLook(hash: string): Look | undefined {
    const look = this.looks.get(hash);
    return look && look.age() < FRESH_MS ? look : undefined;
  }

  private look(hash: string, find: Find): Look {
    const { cache, isFollowing, stopwatch } = this.parts;
    const wasFollowing = isFollowing();
    const answer = find().then((known) => {
      if (known && wasFollowing && !hasChanged(look, known)) cache.set(hash, known);
      return known;
    });
    const look: Look = { age: stopwatch(), changed: new Set(), isVoid: false, answer };
    this.looks.set(hash, look);
    this.underWay.add(look);
    const done = () => {
      this.underWay.delete(look);
      if (this.looks.get(hash) === look) this.looks.delete(hash);
    };
    answer.then(done, done);
    return look;
  }
}

function hasChanged({ isVoid, changed }: Look, known: KnownCredential): boolean {
  return isVoid || subjectsOf(known).some((subject) => changed.has(subject));
}
