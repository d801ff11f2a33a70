/**
 * Whether a delivery `d` of a reminder `r` of a credential `c` is owed still, as credentials and users are at this one moment: an
 * expression in SQL. `named` is the parameter with the addresses that the workspace names itself: they are owed it whoever leaves.
 *
 * `OWED`. `CANCELLED`: the credential has been revoked, rotated or given another expiry. `SUPERSEDED`: a more urgent reminder of
 * the same expiry has fallen due. `LEFT`: its user has left.
 */
export function standing(named: string): string {
  return `
    CASE WHEN r.expiry IS DISTINCT FROM c.expiry THEN 'CANCELLED'
         WHEN ${OVERTAKEN} THEN 'SUPERSEDED'
         WHEN ${LEFT} AND d.recipient <> ALL (${named}::text[]) THEN 'LEFT'
         ELSE 'OWED' END`;
}

/** A more urgent reminder has fallen due while this one was under way, and was put back to wait after that. */
const OVERTAKEN = `
  EXISTS (SELECT FROM scheduler.reminders u
          WHERE u.cid = r.cid AND u.expiry = r.expiry AND u.lead_days < r.lead_days AND u.state = 'FIRED')`;

/**
 * The user it is for is not active any more: told of credentials, they would hear what is none of their business. An address that
 * is an active admin's by now is right all the same.
 */
const LEFT = `
  EXISTS (SELECT FROM scheduler.users u WHERE u.id = d.user_id AND u.status <> 'ACTIVE')
  AND NOT EXISTS (SELECT FROM scheduler.users a WHERE a.workspace_id = d.workspace_id AND a.is_admin AND a.status = 'ACTIVE'
                    AND lower(a.email) = d.recipient)`;
