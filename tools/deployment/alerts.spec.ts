import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parse } from 'yaml';
import { alertGroups, alerts } from './test/alerts.js';
import { asRendered, kustomizationOf, manifestsIn } from './test/kustomize.js';
import { selects } from './test/pods.js';
import { parsePromQL } from './test/promql.js';
import { filesBelow, repository } from './test/repository.js';

const FOLDER = 'k8s/monitoring';
const TOOL = join(repository, 'tools/alert-rules.mjs');
const printed = (...args: readonly string[]) =>
  parse(execFileSync(process.execPath, [TOOL, ...args], { encoding: 'utf8' })) as { groups: ReturnType<typeof alertGroups> };

describe('the alerts', () => {
  it('have a name each', () => {
    const names = alerts.map(({ alert }) => alert);
    expect(names.length).toBeGreaterThan(20);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^Curfew[A-Z][A-Za-z]+$/);
  });

  it.each(alerts)('$alert says how bad it is, what is wrong, and where to read on', ({ alert, labels, annotations, ...rest }) => {
    expect(['critical', 'warning', 'info']).toContain(labels['severity']);
    expect(annotations['summary']).toMatch(/.{10}/);
    expect(annotations['description']).toMatch(/.{40,}\.$/);
    expect(annotations['runbook_url']).toBe(`https://curfew.example.com/docs/runbook.md#${alert.toLowerCase()}`);
    expect(rest.for ?? '1m').toMatch(/^[1-9]\d*[smh]$/);
  });

  it.each(alerts)('$alert names no label in its texts that its expression does not keep', ({ expr, annotations }) => {
    const named = Object.values(annotations).flatMap((text) => [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label));
    expect(parsePromQL(expr).grouping).toEqual(expect.arrayContaining(named));
  });

  it.each(alerts)('$alert is told once per installation, however many pods tell it', ({ expr }) => {
    expect(expr.startsWith('absent(') || parsePromQL(expr).grouping.includes('namespace')).toBe(true);
  });

  it('are printed as they are, as the rules file of a Prometheus without an operator', () => {
    expect(printed()).toEqual({ groups: alertGroups() });
  });

  it('are printed with another place of the runbook, and nothing else changed', () => {
    const moved = JSON.stringify(printed('https://wiki.example.com/r')).replaceAll(
      'https://wiki.example.com/r#',
      'https://curfew.example.com/docs/runbook.md#',
    );
    expect(JSON.parse(moved)).toEqual({ groups: alertGroups() });
  });
});

describe('k8s/monitoring', () => {
  it('is all of its folder, in the namespace of the overlays', () => {
    const { resources, namespace } = kustomizationOf(FOLDER);
    const files = [...resources, 'dashboard.json', 'kustomization.yaml'].map((file) => `${FOLDER}/${file}`);
    expect(files.sort()).toEqual([...filesBelow(FOLDER)].sort());
    expect(namespace).toBe(kustomizationOf('k8s/overlays/production').namespace);
  });

  it('has the objects that it is meant to have', () => {
    const written = kustomizationOf(FOLDER).resources.flatMap((file) => manifestsIn(`${FOLDER}/${file}`));
    expect(written.map(({ kind }) => kind)).toEqual(['PrometheusRule', 'PodMonitor']);
    const rendered = asRendered(FOLDER)?.map(({ kind }) => kind);
    expect(rendered ?? ['ConfigMap', 'PodMonitor', 'PrometheusRule']).toEqual(['ConfigMap', 'PodMonitor', 'PrometheusRule']);
  });

  it('scrapes the pods of both services at the port they listen on', () => {
    const [monitor] = manifestsIn(`${FOLDER}/pod-monitor.yaml`);
    const services = manifestsIn('k8s/base/keys.yaml').concat(manifestsIn('k8s/base/scheduler.yaml'));
    const pods = services.flatMap(({ kind, spec }) => (kind === 'Deployment' && spec?.template ? [spec.template] : []));
    const selector = monitor?.spec?.selector as Parameters<typeof selects>[0];
    expect(pods.map(({ metadata }) => selects(selector, metadata.labels))).toEqual([true, true]);
    expect(pods.flatMap(({ spec }) => spec.containers.flatMap(({ ports = [] }) => ports.map(({ name }) => name)))).toEqual([
      'http',
      'http',
    ]);
    expect(monitor?.spec).toMatchObject({ podMetricsEndpoints: [{ port: 'http', path: '/metrics' }] });
  });
});
