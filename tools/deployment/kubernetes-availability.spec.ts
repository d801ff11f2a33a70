import { describe, expect, it } from '@jest/globals';
import type { Labels, Manifest, Selector } from './test/manifest.js';
import { asRendered, asWritten, kustomizationOf, overlays, views } from './test/kustomize.js';
import { longRunningIn, only, selects, workloadsIn } from './test/pods.js';

const SERVICES = ['curfew-keys', 'curfew-scheduler'];

const podsOf = (manifests: readonly Manifest[], name: string) => only(manifests, 'Deployment', name).spec?.template;

describe.each(views)('%s', (view, manifests) => {
  it.each(SERVICES)('loses at most one pod of %s at a time when nodes are drained', (name) => {
    const budget = only(manifests, 'PodDisruptionBudget', name);
    expect(budget.apiVersion).toBe('policy/v1');
    expect(budget.spec?.maxUnavailable).toBe(1);
    expect(selects(budget.spec?.selector as Selector, podsOf(manifests, name)?.metadata.labels ?? {})).toBe(true);
  });

  it.each(SERVICES)('replaces pods of %s only after the new ones are ready', (name) => {
    expect(only(manifests, 'Deployment', name).spec?.strategy?.rollingUpdate?.maxUnavailable).toBe(0);
  });

  it.each(SERVICES)('spreads %s over nodes and zones', (name) => {
    const pods = podsOf(manifests, name);
    const constraints = pods?.spec.topologySpreadConstraints ?? [];
    expect(constraints.map(({ topologyKey }) => topologyKey)).toEqual(['kubernetes.io/hostname', 'topology.kubernetes.io/zone']);
    for (const { labelSelector } of constraints) expect(selects(labelSelector, pods?.metadata.labels ?? {})).toBe(true);
  });

  it('runs at least two of the scheduler, and of keys what the autoscaler says, from two on', () => {
    expect(only(manifests, 'Deployment', 'curfew-scheduler').spec?.replicas).toBeGreaterThanOrEqual(2);
    const { apiVersion, spec } = only(manifests, 'HorizontalPodAutoscaler', 'curfew-keys');
    expect(apiVersion).toBe('autoscaling/v2');
    expect(spec?.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'curfew-keys' });
    expect(spec?.minReplicas).toBeGreaterThanOrEqual(2);
    expect(spec?.maxReplicas).toBeGreaterThan(spec?.minReplicas ?? Infinity);
  });

  it('has Services that lead to a port of exactly one workload', () => {
    const services = manifests.filter(({ kind }) => kind === 'Service');
    expect(services.length).toBeGreaterThanOrEqual(2);
    for (const { spec } of services) {
      const targets = longRunningIn(manifests).filter(({ pod }) =>
        selects({ matchLabels: spec?.selector as Labels }, pod.metadata.labels),
      );
      const ports = targets.flatMap(({ pod }) => pod.spec.containers.flatMap((container) => container.ports ?? []));
      expect(targets).toHaveLength(1);
      expect(ports.map(({ name, containerPort }) => `${name} ${containerPort}`)).toEqual(
        expect.arrayContaining((spec?.ports ?? []).map(({ port, targetPort }) => `${targetPort} ${port}`)),
      );
    }
  });

  it('forgets a finished migration, so that the same one can be applied again', () => {
    const jobs = workloadsIn(manifests).filter(({ kind }) => kind === 'Job');
    expect(jobs.map(({ manifest }) => manifest.spec?.ttlSecondsAfterFinished)).toEqual([3600]);
    expect(jobs[0]?.name).toMatch(view.endsWith('rendered') ? /^curfew-migrate-(local|[\d.]+)$/ : /^curfew-migrate$/);
  });
});

describe.each(overlays)('the overlay %s', (overlay) => {
  const kustomization = kustomizationOf(`k8s/overlays/${overlay}`);

  it('lives in a namespace of its own that refuses pods with rights', () => {
    expect(kustomization.namespace).toBe('curfew');
    const namespaces = views.filter(([view]) => view.startsWith(overlay)).map(([, all]) => only(all, 'Namespace', 'curfew'));
    for (const { metadata } of namespaces) expect(metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe('restricted');
  });

  it('names the migration after the version, since a Job can not be changed', () => {
    expect(kustomization.images).toEqual([{ name: 'curfew', newTag: expect.stringMatching(/^(local|\d+\.\d+\.\d+)$/) }]);
    expect(kustomization.replacements?.flatMap(({ targets }) => targets.flatMap((target) => target.fieldPaths))).toEqual([
      'metadata.name',
    ]);
  });
});

describe('local', () => {
  it('keeps what Redis was told, and lets it forget nothing to make room', () => {
    const redis = only(asWritten('k8s/overlays/local'), 'StatefulSet', 'redis').spec?.template?.spec.containers ?? [];
    expect(redis.map(({ args }) => args)).toEqual([['redis-server', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction']]);
  });
});

describe('production', () => {
  it("leaves the number of keys' pods to the autoscaler", () => {
    const { patches = [] } = kustomizationOf('k8s/overlays/production');
    const ofKeys = patches.filter(({ target }) => target?.name === 'curfew-keys').map(({ patch }) => patch);
    expect(ofKeys).toEqual(['- op: remove\n  path: /spec/replicas']);
    const rendered = asRendered('k8s/overlays/production');
    if (rendered) expect(only(rendered, 'Deployment', 'curfew-keys').spec?.replicas).toBeUndefined();
  });
});
