import type { Container, Labels, Manifest, PodTemplate, Selector } from './manifest.js';

/** Something that makes pods, and what it makes them from. */
export interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly manifest: Manifest;
  readonly pod: PodTemplate;
}

/** Every Deployment, StatefulSet and Job among the objects. */
export function workloadsIn(manifests: readonly Manifest[]): readonly Workload[] {
  return manifests.flatMap((manifest) => {
    const pod = manifest.spec?.template;
    return pod ? [{ kind: manifest.kind, name: manifest.metadata.name, manifest, pod }] : [];
  });
}

/** Those of {@link workloadsIn} that are meant to run for ever. */
export function longRunningIn(manifests: readonly Manifest[]): readonly Workload[] {
  return workloadsIn(manifests).filter(({ kind }) => kind !== 'Job');
}

/** Every container of every workload, those that run first included. */
export function containersIn(manifests: readonly Manifest[]): readonly Container[] {
  return workloadsIn(manifests).flatMap(({ pod }) => [...(pod.spec.initContainers ?? []), ...pod.spec.containers]);
}

/** Which values of a Secret a pod gets as files. A whole Secret is told as `everything`. */
export function secretsMountedBy({ pod }: Workload): readonly string[] {
  const secrets = (pod.spec.volumes ?? []).flatMap(({ secret }) => (secret ? [secret] : []));
  return secrets.flatMap(({ items }) => items?.map(({ key }) => key) ?? ['everything']);
}

/** The one object of a kind and name. Throws if there is none, or more. */
export function only(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const [found, ...others] = manifests.filter((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found || others.length > 0) throw new Error(`There are ${found ? 'several' : 'no'} ${kind} named ${name}.`);
  return found;
}

/** Whether a selector picks a pod with these labels. Knows the operator `In`, and throws for others. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      if (operator !== 'In') throw new Error(`The tests don't know the operator ${operator}.`);
      return values.includes(labels[key] ?? '');
    })
  );
}
