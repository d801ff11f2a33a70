/**
 * How many days before the expiration a reminder is for, as SQL; `of` is its row. A snoozed one counts as the one that it is once
 * more: as urgent, and superseded by the next.
 */
export const leadDaysOf = (of: string) => `coalesce(${of}.lead_days, ${of}.snoozed_lead_days)`;

/**
 * Whether a delivery `d` of a reminder `r` of a credential `c` is owed no longer because somebody responded to it, as SQL: to it or to
 * a more urgent one. A reminder that comes because it was snoozed is what they asked for, unless they responded anew. Not true if
 * nobody did anything. What people do is no concern of machines: a webhook is told of every reminder.
 */
export const RESPONDED = `(
  d.channel <> 'WEBHOOK' AND ${leadDaysOf('r')} >= (c.snapshot #>> '{response,leadDays}')::int
  AND (r.snoozed_until IS NULL OR r.snoozed_until IS DISTINCT FROM (c.snapshot #>> '{response,until}')::timestamptz))`;

/** Who it was, and what they did, as SQL of a credential `c`. */
export const RESPONDENT = `
  left(CASE c.snapshot #>> '{response,kind}' WHEN 'SNOOZED' THEN 'snoozed' ELSE 'acknowledged' END || ' by '
       || regexp_replace((c.snapshot #>> '{response,by,name}') || ' (' || (c.snapshot #>> '{response,by,email}') || ')', '[[:cntrl:]]', ' ', 'g'),
       300)`;
