import { hostname } from 'node:os';
import { ConfigurableModuleBuilder } from '@nestjs/common';
import { redisEnv } from '#libs/messaging';
import { z } from 'zod';

/** Names of consumer groups that are taken: whoever joined one would take its events away. */
const TAKEN = ['keys', 'sandbox', 'scheduler'];

const schema = z.strictObject({
  redisUrl: redisEnv.REDIS_URL,
  redisPassword: z.string().optional(),
  service: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens')
    .refine((name) => !TAKEN.includes(name), "is the name of one of Curfew's own services"),
  workspaceId: z
    .string()
    .regex(/^ws[0-9a-f]{16}$/, 'must be the id of a workspace')
    .optional(),
  consumer: z.string().min(1).max(255).default(hostname),
});

/** What a service says of itself when it imports the client. */
export interface CurfewOptions {
  /** Curfew's Redis: `redis://…` or `rediss://…`. */
  readonly redisUrl: string;
  /** Its password, where it doesn't stand in the URL. */
  readonly redisPassword?: string | undefined;
  /** What the service is called: the same in all of its processes, and in no other service. Its events are kept under this name. */
  readonly service: string;
  /** Serves this workspace only: to it a key of another is unknown, and it hears nothing of others. Every workspace unless set. */
  readonly workspaceId?: string | undefined;
  /** This process among those of the service; the same after a restart. The host's name unless set. */
  readonly consumer?: string | undefined;
}

/** The options, found to be right. */
export type CurfewSettings = Readonly<z.output<typeof schema>>;

/** Throws a sentence about everything that is wrong with the options; it repeats no value, since one holds a password. */
export function settingsFrom(options: CurfewOptions): CurfewSettings {
  const settings = schema.safeParse(options);
  if (settings.success) return settings.data;
  const problems = settings.error.issues.map(({ path, message }) => `${path.join('.') || 'the options'}: ${message}`);
  throw new Error(`CurfewModule can't be used like this: ${problems.join('; ')}`);
}

/** Where Nest keeps the options until they are looked at, and what gives the module its `forRoot` and `forRootAsync`. */
export const { ConfigurableModuleClass: ConfigurableCurfewModule, MODULE_OPTIONS_TOKEN: CURFEW_OPTIONS } =
  new ConfigurableModuleBuilder<CurfewOptions>({ moduleName: 'Curfew' })
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();

/** Injects the options once they are found to be right. */
export const CURFEW_SETTINGS = Symbol('CURFEW_SETTINGS');
