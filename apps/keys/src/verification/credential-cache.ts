import { subjectsOf, type KnownCredential } from './known-credential.js';

/**
 * Credentials by the hash of the key that was presented, at most so many: the one unused for longest makes room. A hash says
 * nothing of its key. Each is also found by the ids under which a change of it is announced.
 */
export class CredentialCache {
  /** In the order of their last use, oldest first. */
  private readonly entries = new Map<string, KnownCredential>();
  private readonly bySubject = new Map<string, Set<string>>();

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.entries.size;
  }

  get(hash: string): KnownCredential | undefined {
    const credential = this.entries.get(hash);
    if (credential === undefined) return undefined;
    this.entries.delete(hash);
    this.entries.set(hash, credential);
    return credential;
  }

  set(hash: string, credential: KnownCredential): void {
    this.drop(hash);
    const [oldest] = this.entries.keys();
    if (oldest !== undefined && this.entries.size >= this.capacity) this.drop(oldest);
    this.entries.set(hash, credential);
    for (const subject of subjectsOf(credential)) {
      const hashes = this.bySubject.get(subject) ?? new Set();
      this.bySubject.set(subject, hashes.add(hash));
    }
  }

  /** Drops whatever a change of this subject may concern. */
  forget(subject: string): void {
    for (const hash of [...(this.bySubject.get(subject) ?? [])]) this.drop(hash);
  }

  clear(): void {
    this.entries.clear();
    this.bySubject.clear();
  }

  private drop(hash: string): void {
    const credential = this.entries.get(hash);
    if (credential === undefined) return;
    this.entries.delete(hash);
    for (const subject of subjectsOf(credential)) {
      const hashes = this.bySubject.get(subject);
      hashes?.delete(hash);
      if (hashes?.size === 0) this.bySubject.delete(subject);
    }
  }
}
