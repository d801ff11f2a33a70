import { rows, type Transaction } from '#libs/database';
import type { PageAsked } from '../http/index.js';
import type { Member } from './member.js';
import { SELECT_MEMBER, toMember, type MemberRow } from './member.row.js';
import type { UserRoles } from './user-roles.js';

/** Which users of a workspace are asked for. */
export interface UserFilter {
  readonly workspaceId: string;
  readonly status?: Member['status'] | undefined;
  /** Only users with this in their name or address; every character means itself. */
  readonly q?: string | undefined;
}

/** Whose roles are asked for. */
export interface RolesFilter {
  readonly workspaceId: string;
  /** Only users with one of these addresses, whatever their case; everybody's without. */
  readonly emails?: readonly string[] | undefined;
}

const BY_ADDRESS = `ORDER BY lower(u.email) COLLATE "C" LIMIT`;

/** Lists the rows of `keys.users`, by address. */
export class UserListingRepository {
  async count(tx: Transaction, filter: UserFilter): Promise<number> {
    return total(await rows(tx, { sql: `SELECT count(*)::int AS total FROM keys.users u ${ASKED}`, parameters: asked(filter) }));
  }

  async page(tx: Transaction, filter: UserFilter & PageAsked): Promise<Member[]> {
    const sql = `${SELECT_MEMBER} ${ASKED} ${BY_ADDRESS} $4 OFFSET $4::bigint * $5::bigint`;
    const found = await rows<MemberRow>(tx, { sql, parameters: [...asked(filter), filter.pageSize, filter.page] });
    return found.map(toMember);
  }

  async countWithRoles(tx: Transaction, { workspaceId, emails }: RolesFilter): Promise<number> {
    const sql = `SELECT count(*)::int AS total FROM keys.users u ${HOLDING}`;
    return total(await rows(tx, { sql, parameters: [workspaceId, emails ?? null] }));
  }

  /** What each user holds, custom roles with their names. Whoever was deactivated holds nothing, and is not there. */
  pageWithRoles(tx: Transaction, { workspaceId, emails, pageSize, page }: RolesFilter & PageAsked): Promise<UserRoles[]> {
    const sql = `
      SELECT u.email, u.name,
             (SELECT jsonb_agg(CASE held.role ->> 'type' WHEN 'CUSTOM' THEN held.role || jsonb_build_object('name', r.name)
                               ELSE held.role END ORDER BY held.place)
              FROM jsonb_array_elements(u.roles) WITH ORDINALITY held (role, place)
              LEFT JOIN keys.roles r ON r.workspace_id = u.workspace_id AND r.tag = held.role ->> 'tag') AS roles
      FROM keys.users u ${HOLDING} ${BY_ADDRESS} $3 OFFSET $3::bigint * $4::bigint`;
    return rows(tx, { sql, parameters: [workspaceId, emails ?? null, pageSize, page] });
  }
}

/** With what {@link asked} gives. */
const ASKED = `
  WHERE u.workspace_id = $1
    AND ($2::text IS NULL
         OR $2 = CASE WHEN u.deactivated_at IS NOT NULL THEN 'DEACTIVATED' WHEN u.joined_at IS NULL THEN 'INVITED' ELSE 'ACTIVE' END)
    AND ($3::text IS NULL OR strpos(lower(concat_ws(E'\\n', u.name, u.email)), lower($3)) > 0)`;

function asked({ workspaceId, status, q }: UserFilter): readonly unknown[] {
  return [workspaceId, status ?? null, q ?? null];
}

const HOLDING = `
  WHERE u.workspace_id = $1 AND u.deactivated_at IS NULL
    AND ($2::text[] IS NULL OR lower(u.email) IN (SELECT lower(email) FROM unnest($2::text[]) email))`;

function total(found: readonly { readonly total: number }[]): number {
  return found[0]?.total ?? 0;
}
