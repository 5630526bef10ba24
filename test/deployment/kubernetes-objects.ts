import { dumpYaml, loadYaml } from '@kubernetes/client-node';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';

export type Plain = Record<string, unknown>;

/** An object of a manifest as it is written. */
export interface Written extends Plain {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> };
}

type Model = new (data: never) => { validate(): void };
const MODELS = {
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'batch/v1': batch,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
  v1: core,
} as unknown as Readonly<Record<string, Readonly<Record<string, Model>>>>;

/** Custom resources have no types in the client; their fields are listed in custom-resources.ts. */
export const isCustom = ({ apiVersion }: Written): boolean => !(apiVersion in MODELS);

/** The objects of a text with `---` between them. */
export function readObjects(text: string): Written[] {
  return text
    .split(/^---$/m)
    .map((document) => readPlain(document) as Written | null)
    .filter((object) => object !== null);
}

/** One YAML document as it stands. Below another key, because the client would make its own objects of a known kind. */
export function readPlain(text: string): unknown {
  return loadYaml<{ document: unknown }>(`document:\n${text.replace(/^/gm, '  ')}`).document;
}

/** What Kubernetes would refuse: missing fields and wrong types by its published schema, and fields that it does not know. */
export function faultsOf(object: Written): string[] {
  const name = `${object.kind}/${object.metadata.name}`;
  const ofKind = MODELS[object.apiVersion]?.[object.kind];
  if (!ofKind) return [`${name}: ${object.apiVersion} has no such kind`];
  const unknown = unknownFields(object, known(object)).map((path) => `${name}: ${path} is no field of it`);
  try {
    new ofKind(object as never).validate();
    return unknown;
  } catch (error) {
    return [...unknown, `${name}: ${(error as Error).message}`];
  }
}

/**
 * The same object as the client's types keep it: without the fields that they do not have. It is read from JSON, which is YAML,
 * because `dumpYaml` of what the client has not read loses fields that have another name in its types (`from`).
 */
function known(object: Written): unknown {
  return readPlain(dumpYaml(loadYaml(JSON.stringify(object))));
}

function unknownFields(written: unknown, kept: unknown, path = ''): string[] {
  if (Array.isArray(written)) {
    return written.flatMap((one, n) => unknownFields(one, (kept as unknown[])[n], `${path}[${n}]`));
  }
  if (typeof written !== 'object' || written === null) return [];
  if (typeof kept !== 'object' || kept === null) return [path];
  return Object.entries(written as Plain).flatMap(([name, value]) =>
    name in kept ? unknownFields(value, (kept as Plain)[name], `${path}.${name}`) : [`${path}.${name}`],
  );
}
