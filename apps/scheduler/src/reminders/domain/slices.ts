/** How many reminders of a workspace are due. */
export interface Backlog {
  readonly workspaceId: string;
  readonly count: number;
}

/** Reminders that fall due in one transaction: of small workspaces all, of a large one the first. */
export interface Slice {
  readonly workspaceIds: readonly string[];
  /** Whether this is one workspace of which there is more than goes into a slice. */
  readonly partial: boolean;
}

/**
 * Cuts what is due into slices of at most `size` reminders, the smallest workspaces first: none waits until another's are through,
 * however many those are, and many small ones are not as many transactions.
 */
export function slicesOf(backlogs: readonly Backlog[], size: number): Slice[] {
  const large = backlogs.filter(({ count }) => count > size);
  const small = backlogs.filter(({ count }) => count <= size).sort((one, other) => one.count - other.count);
  return [...packed(small, size), ...large.map(({ workspaceId }) => ({ workspaceIds: [workspaceId], partial: true }))];
}

function packed(backlogs: readonly Backlog[], size: number): Slice[] {
  const slices: { workspaceIds: string[]; partial: false }[] = [];
  let room = 0;
  for (const { workspaceId, count } of backlogs) {
    const last = slices.at(-1);
    if (last && count <= room) last.workspaceIds.push(workspaceId);
    else slices.push({ workspaceIds: [workspaceId], partial: false });
    room = (last && count <= room ? room : size) - count;
  }
  return slices;
}
