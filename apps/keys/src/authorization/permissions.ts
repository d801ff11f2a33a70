/** Every right there is, by the name people see. */
export const permissions = [
  'Edit API keys',
  'Create secrets',
  'View audit logs',
  'View notification logs',
  'Configure IP allowlist',
  'Configure security policy',
  'Configure workspace notification settings',
  'View roles',
  'Edit roles',
  'Manage users',
] as const;

/** One right. */
export type Permission = (typeof permissions)[number];
