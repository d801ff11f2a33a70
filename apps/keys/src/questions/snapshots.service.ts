import type { BusRequest, CredentialSnapshot } from '#libs/contracts';

/** Where the credentials of one kind are found. */
export interface SnapshotSource {
  /** A credential as events tell of it; `null` for none, and for one of another workspace. */
  snapshot(asked: BusRequest<'keys.get'>): Promise<CredentialSnapshot | null>;
}

/** Finds credentials of every kind. */
export class SnapshotsService {
  /** `sources` are named by how the ids of their credentials begin. */
  constructor(private readonly sources: ReadonlyMap<string, SnapshotSource>) {}

  /** A credential as events tell of it; `null` for none, and for one of another workspace. */
  find(asked: BusRequest<'keys.get'>): Promise<CredentialSnapshot | null> {
    const [, kind = ''] = CID.exec(asked.cid) ?? [];
    const source = WORKSPACE_ID.test(asked.workspaceId) ? this.sources.get(kind) : undefined;
    return source?.snapshot(asked) ?? Promise.resolve(null);
  }
}

/** What never was an id is not looked up: it may hold what Postgres can't read. */
const CID = /^(ak|pt|se)[0-9a-f]{16}$/;
const WORKSPACE_ID = /^ws[0-9a-f]{16}$/;
