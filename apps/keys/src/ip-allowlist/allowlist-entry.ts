/** One line of an allowlist. */
export interface AllowlistEntry {
  /** An IP address or CIDR range, as it was written. */
  readonly address: string;
  readonly description: string | null;
}

/** The addresses from which a workspace lets its credentials be used; none at all: from everywhere. */
export interface AllowlistOfWorkspace {
  readonly workspaceId: string;
  readonly addresses: readonly string[];
}
