import { describe, expect, it } from '@jest/globals';
import { views } from './test/kustomize.js';
import { containersIn, longRunningIn, workloadsIn } from './test/pods.js';

const PINNED = /^[a-z][\w./-]*:(?!latest$)[\w][\w.-]*$/;

describe.each(views)('the pods of %s', (_view, manifests) => {
  const workloads = workloadsIn(manifests);
  const containers = containersIn(manifests);
  const services = workloads.filter(({ name }) => ['curfew-keys', 'curfew-scheduler'].includes(name));

  it('exist for both services', () => {
    expect(services.map(({ kind }) => kind)).toEqual(['Deployment', 'Deployment']);
  });

  it.each(workloads)('never run as root: $kind $name', ({ pod }) => {
    expect(pod.spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.spec.securityContext?.runAsUser).toBeGreaterThan(0);
  });

  it.each(containers)('have containers that can write to no image and gain no rights: $name', ({ securityContext }) => {
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it.each(workloads)('hold no token for the Kubernetes API: $kind $name', ({ pod }) => {
    expect(pod.spec).toMatchObject({ serviceAccountName: 'curfew', automountServiceAccountToken: false });
  });

  it.each(workloads)("are not told their neighbours' ports in variables that are settings here: $kind $name", ({ pod }) => {
    expect(pod.spec.enableServiceLinks).toBe(false);
  });

  it.each(containers)('come from an image with a version: $name', ({ image }) => {
    expect(image).toMatch(PINNED);
  });

  it.each(containers)('ask for and are limited in CPU and memory: $name', ({ resources }) => {
    const amounts = { cpu: expect.any(String), memory: expect.any(String) };
    expect(resources).toEqual({ requests: amounts, limits: amounts });
  });

  it.each(longRunningIn(manifests))('are watched while they start, live and serve: $kind $name', ({ pod }) => {
    for (const container of pod.spec.containers) {
      expect(container).toMatchObject({
        startupProbe: expect.anything(),
        livenessProbe: expect.anything(),
        readinessProbe: expect.anything(),
      });
    }
  });

  it.each(services)('are restarted by /health/live and kept from traffic by /health/ready: $name', ({ pod }) => {
    expect(pod.spec.containers).toMatchObject([
      {
        startupProbe: { httpGet: { path: '/health/live', port: 'http' } },
        livenessProbe: { httpGet: { path: '/health/live', port: 'http' } },
        readinessProbe: { httpGet: { path: '/health/ready', port: 'http' } },
      },
    ]);
  });

  it.each(services)('have longer to stop than the 25 s a service takes: $name', ({ pod }) => {
    expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(40);
  });

  it.each(services)('start on a schema that is not older than they are: $name', ({ pod }) => {
    expect(pod.spec.initContainers?.map(({ args, image }) => ({ args, image }))).toEqual([
      { args: ['migrate'], image: pod.spec.containers[0]?.image },
    ]);
  });
});
