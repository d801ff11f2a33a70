import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { Manifest } from './manifest.js';
import { readText, repository } from './repository.js';

// Used where there is one; not something that has to be installed.
const KUBECTL = 'kubectl';

/** The overlays there are. */
export const overlays = ['local', 'production'] as const;

/** A kustomization.yaml, as far as the tests look at it. */
export interface Kustomization {
  readonly namespace?: string;
  readonly resources: readonly string[];
  readonly images?: readonly { readonly name: string; readonly newTag: string }[];
  readonly replicas?: readonly { readonly name: string; readonly count: number }[];
  readonly configMapGenerator?: readonly Generator[];
  readonly secretGenerator?: readonly Generator[];
  readonly patches?: readonly { readonly path?: string; readonly target?: { readonly name: string }; readonly patch?: string }[];
  readonly replacements?: readonly { readonly targets: readonly { readonly fieldPaths: readonly string[] }[] }[];
}

interface Generator {
  readonly name: string;
  readonly literals: readonly string[];
}

/** Reads the kustomization.yaml of a folder. */
export function kustomizationOf(folder: string): Kustomization {
  return parse(readText(`${folder}/kustomization.yaml`), { merge: true }) as Kustomization;
}

/** Every object in a YAML file. */
export function manifestsIn(file: string): readonly Manifest[] {
  return parseAllDocuments(readText(file), { merge: true }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${String(document.errors[0])}`);
    return document.toJS() as Manifest;
  });
}

/** The objects of a kustomization as its files have them: generators included, patches not applied. Needs no kubectl. */
export function asWritten(folder: string): readonly Manifest[] {
  const { resources, configMapGenerator = [], secretGenerator = [] } = kustomizationOf(folder);
  return [
    ...resources.flatMap((resource) =>
      resource.endsWith('.yaml') ? manifestsIn(`${folder}/${resource}`) : asWritten(join(folder, resource)),
    ),
    ...configMapGenerator.map((generator) => generated('ConfigMap', generator)),
    ...secretGenerator.map((generator) => generated('Secret', generator)),
  ];
}

/** The objects that `kubectl apply -k` would send, or undefined where there is no kubectl. Throws if it refuses the overlay. */
export function asRendered(folder: string): readonly Manifest[] | undefined {
  const run = spawnSync(KUBECTL, ['kustomize', join(repository, folder)], { encoding: 'utf8' });
  if (run.error && 'code' in run.error && run.error.code === 'ENOENT') return undefined;
  if (run.status !== 0) throw new Error(`kubectl kustomize ${folder}: ${run.stderr}`);
  return parseAllDocuments(run.stdout).map((document) => document.toJS() as Manifest);
}

/** Every overlay in each form it can be had in: `[name, objects]`, for `describe.each`. */
export const views: readonly (readonly [string, readonly Manifest[]])[] = overlays.flatMap((overlay) => {
  const folder = `k8s/overlays/${overlay}`;
  const rendered = asRendered(folder);
  const written = [`${overlay}, as written`, asWritten(folder)] as const;
  return rendered ? [written, [`${overlay}, as rendered`, rendered] as const] : [written];
});

function generated(kind: string, { name, literals }: Generator): Manifest {
  const data = Object.fromEntries(literals.map(splitLiteral));
  return { apiVersion: 'v1', kind, metadata: { name }, data };
}

function splitLiteral(literal: string): [string, string] {
  const equals = literal.indexOf('=');
  return [literal.slice(0, equals), literal.slice(equals + 1)];
}
