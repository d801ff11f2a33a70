import { describe, expect, it } from '@jest/globals';
import { asWritten, manifestsIn, views } from './test/kustomize.js';
import type { Manifest, NetworkRule } from './test/manifest.js';
import { only, selects, workloadsIn } from './test/pods.js';

const policiesIn = (manifests: readonly Manifest[]) => manifests.filter(({ kind }) => kind === 'NetworkPolicy');
const portsOf = (rules: readonly NetworkRule[] = []) => rules.flatMap(({ ports = [] }) => ports.map(({ port }) => port));
const EVERYTHING = ['default-deny', 'dns'];

describe.each(views)('the network of %s', (_view, manifests) => {
  const policies = policiesIn(manifests);
  const workloads = workloadsIn(manifests);

  it('lets nothing through that no policy allows', () => {
    expect(only(policies, 'NetworkPolicy', 'default-deny').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it('lets every pod ask for names, and only those it is meant to ask', () => {
    const { podSelector, egress = [] } = only(policies, 'NetworkPolicy', 'dns').spec ?? {};
    expect(podSelector).toEqual({});
    expect(portsOf(egress)).toEqual([53, 53]);
    expect(egress[0]?.to).toHaveLength(1);
    expect(egress[0]?.to?.[0]).toMatchObject({ namespaceSelector: expect.anything(), podSelector: expect.anything() });
  });

  it.each(workloads)('has one policy of its own for $name', ({ pod }) => {
    const own = policies.filter(
      ({ metadata, spec }) => !EVERYTHING.includes(metadata.name) && selects(spec?.podSelector ?? {}, pod.metadata.labels),
    );
    expect(own.map(({ metadata }) => metadata.name)).toEqual([pod.metadata.labels['app.kubernetes.io/component']]);
    expect(own[0]?.spec?.policyTypes).toEqual(['Ingress', 'Egress']);
  });

  it.each(workloads)('lets in to $name what it listens on, and nothing else', ({ pod }) => {
    const policy = only(policies, 'NetworkPolicy', pod.metadata.labels['app.kubernetes.io/component'] ?? '');
    const listening = pod.spec.containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
    expect(portsOf(policy.spec?.ingress).sort()).toEqual(listening.sort());
    for (const rule of policy.spec?.ingress ?? []) expect(rule.from?.length).toBeGreaterThan(0);
  });

  it('lets keys be called from its own namespace and from labelled ones', () => {
    const [rule] = only(policies, 'NetworkPolicy', 'keys').spec?.ingress ?? [];
    expect(rule?.from).toEqual([
      { podSelector: {} },
      { namespaceSelector: { matchLabels: { 'curfew-may-call': 'keys' } } },
      { namespaceSelector: { matchLabels: { 'curfew-may-scrape': 'metrics' } } },
    ]);
  });
});

describe('the ways out', () => {
  const base = asWritten('k8s/base');

  it.each([
    ['keys', [5432, 6379]],
    ['scheduler', [5432, 6379, 25, 465, 587, 443]],
    ['migrate', [5432]],
  ])('of %s are the ports it needs', (name, ports) => {
    expect(portsOf(only(base, 'NetworkPolicy', name).spec?.egress)).toEqual(ports);
  });

  it.each([
    ['keys', ['postgres 5432', 'redis 6379']],
    ['scheduler', ['postgres 5432', 'redis 6379', 'sandbox 1025', 'sandbox 8026']],
    ['migrate', ['postgres 5432']],
  ])('of %s end inside a local cluster', (name, ends) => {
    const patch = only(manifestsIn('k8s/overlays/local/network-policies.patch.yaml'), 'NetworkPolicy', name);
    const workloads = workloadsIn(asWritten('k8s/overlays/local'));
    const reached = (patch.spec?.egress ?? []).flatMap(({ to = [], ports = [] }) =>
      workloads
        .filter(({ pod }) => to.some(({ podSelector }) => podSelector && selects(podSelector, pod.metadata.labels)))
        .flatMap((workload) => ports.map(({ port }) => `${workload.name} ${port}`)),
    );
    expect(reached).toEqual(ends);
  });
});
