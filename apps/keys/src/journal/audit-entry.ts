/** What can be done to an object. */
export const auditActions = ['CREATE', 'UPDATE', 'DELETE'] as const;

/** What can be done to an object. */
export type AuditAction = (typeof auditActions)[number];

/** What can be changed, and is audited when it is. */
export const auditedObjects = [
  'API_KEY',
  'PERSONAL_API_KEY',
  'SECRET',
  'SECRET_RENDERING',
  'ROLE',
  'USER',
  'SECURITY_POLICY',
  'IP_ALLOWLIST',
  'CALENDAR_FEED',
  'NOTIFICATION_SETTINGS',
  'WEBHOOK',
] as const;

/** What can be changed, and is audited when it is. */
export type AuditedObject = (typeof auditedObjects)[number];

/** As what somebody can act. ANONYMOUS: Curfew itself, whoever ran one of its commands, or a user who accepted an invitation or clicked in Slack. */
export const actorTypes = ['API_KEY', 'PERSONAL_API_KEY', 'ANONYMOUS'] as const;

/** As what somebody can act. */
export type ActorType = (typeof actorTypes)[number];

/** Who did what to which object, from where. Never changes, and never goes away. */
export interface AuditEntry {
  readonly workspaceId: string;
  readonly action: AuditAction;
  readonly objectType: AuditedObject;
  readonly objectIdentifier: string;
  readonly actorType: ActorType;
  /** The id of the credential that was used. */
  readonly actorCredential: string | null;
  /** The user behind the credential. */
  readonly actorEmail: string | null;
  readonly ipAddress: string | null;
  readonly requestId: string | null;
  readonly at: Date;
}
