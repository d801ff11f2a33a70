import { leadDaysOf, RESPONDED } from '../responded.js';

/**
 * Whether a delivery `d` of a reminder `r` of a credential `c` is owed still, as credentials and users are at this one moment: an
 * expression in SQL. An address that the workspace or the credential names itself is owed it whoever leaves; `usual` is the
 * parameter with those of workspaces that have set nothing.
 *
 * `OWED`. `CANCELLED`: the credential has been revoked, rotated or given another expiry. `SUPERSEDED`: a more urgent reminder of
 * the same expiry has fallen due. `RESPONDED`: somebody acknowledged or snoozed it. The others say that it is not to go where it was
 * to go: `LEFT`: its user has left; `DEMOTED`: they stood in for the owner as an admin, and are none any more; `MOVED`: their address
 * is another; `REMOVED`: it is a webhook that was deleted.
 */
export function standing(usual: string): string {
  return `
    CASE WHEN r.expiry IS DISTINCT FROM c.expiry THEN 'CANCELLED'
         WHEN ${OVERTAKEN} THEN 'SUPERSEDED'
         WHEN d.channel = 'WEBHOOK' AND NOT ${REGISTERED} THEN 'REMOVED'
         WHEN ${RESPONDED} THEN 'RESPONDED'
         WHEN d.user_id IS NULL OR ${namedUnless(usual)} THEN 'OWED'
         ELSE coalesce(${DIRECTION}, 'OWED') END`;
}

/** Its address is one that the workspace names, or the credential: by email, that is. */
const namedUnless = (usual: string) => `(
  d.channel = 'EMAIL' AND (
    d.recipient = ANY (coalesce(
      (SELECT s.emails FROM scheduler.notification_settings s WHERE s.workspace_id = d.workspace_id), ${usual}::text[]))
    OR EXISTS (SELECT FROM jsonb_array_elements_text(c.snapshot #> '{notifications,emails}') e WHERE lower(e) = d.recipient)))`;

/** The workspace has this webhook. */
const REGISTERED = `
  EXISTS (SELECT FROM scheduler.notification_settings s
          WHERE s.workspace_id = d.workspace_id AND s.webhooks @> jsonb_build_array(jsonb_build_object('id', d.recipient)))`;

/** A more urgent reminder has fallen due while this one was under way, and was put back to wait after that. */
const OVERTAKEN = `
  EXISTS (SELECT FROM scheduler.reminders u
          WHERE u.cid = r.cid AND u.expiry = r.expiry AND u.lead_days < ${leadDaysOf('r')} AND u.state = 'FIRED')`;

/**
 * Told of what is no business of theirs any more, people would hear what they should not. An address that is an active admin's by
 * now is right all the same.
 */
const DIRECTION = `
  (SELECT CASE
            WHEN a.answers AND lower(u.email) = d.recipient THEN 'OWED'
            WHEN a.answers THEN 'MOVED'
            WHEN EXISTS (SELECT FROM scheduler.users other WHERE other.workspace_id = d.workspace_id AND other.is_admin
                           AND other.status = 'ACTIVE' AND lower(other.email) = d.recipient) THEN 'OWED'
            WHEN u.status <> 'ACTIVE' THEN 'LEFT'
            ELSE 'DEMOTED'
          END
   FROM scheduler.users u,
        LATERAL (SELECT u.status = 'ACTIVE' AND (u.is_admin OR u.id = c.snapshot->'owner'->>'id') AS answers) a
   WHERE u.id = d.user_id)`;
