import { parse } from 'yaml';
import { readText } from './repository.js';

/** One alert. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Alerts that are evaluated together. */
export interface AlertGroup {
  readonly name: string;
  readonly rules: readonly Alert[];
}

/** The groups of the manifest. */
export function alertGroups(): readonly AlertGroup[] {
  const manifest = parse(readText('k8s/monitoring/alerts.yaml')) as { spec: { groups: readonly AlertGroup[] } };
  return manifest.spec.groups;
}

/** All alerts of the manifest, in its order. */
export const alerts: readonly Alert[] = alertGroups().flatMap(({ rules }) => rules);
