import { readText } from './repository.js';

/** A panel of the dashboard, as far as the tests look at it. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

/** The dashboard for Grafana. */
export interface Dashboard {
  readonly uid: string;
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: string | { readonly query: string } }[];
  };
  readonly panels: readonly Panel[];
}

/** Reads the dashboard. */
export function dashboard(): Dashboard {
  return JSON.parse(readText('k8s/monitoring/dashboard.json')) as Dashboard;
}

/** The questions of a panel, with Grafana's variables filled in. */
export function questionsOf({ targets = [] }: Panel): readonly string[] {
  return targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m'));
}
