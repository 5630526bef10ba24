import type { Plain, Written } from './kubernetes-objects.js';

interface Container extends Plain {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: Plain }[];
  readonly securityContext?: Plain & { readonly capabilities?: { readonly drop?: readonly string[] } };
  readonly resources?: { readonly requests?: Plain; readonly limits?: Plain };
}

interface PodSpec {
  readonly securityContext?: Plain & { readonly seccompProfile?: Plain };
  readonly automountServiceAccountToken?: boolean;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly (Plain & { readonly name: string; readonly secret?: Plain })[];
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
/** Variables that would hold a secret themselves; `…_FILE` names a file that does. */
const SECRET_NAME = /(URL|PASSWORD|TOKEN|SECRET|CREDENTIALS?)$/;

/** What is wrong with an object by the rules for whatever runs on the cluster. */
export function policyFaultsOf(object: Written): string[] {
  const name = `${object.kind}/${object.metadata.name}`;
  if (object.kind === 'Secret') return [`${name}: the chart makes no Secret`];
  if (object.kind === 'ConfigMap' && /:\/\/[^\s:/]+:[^\s@\\]+@|PASSWORD '/.test(JSON.stringify(object['data']))) {
    return [`${name}: a password in plain text`];
  }
  const pod = podOf(object);
  if (!pod) return [];
  const serves = object.kind !== 'Job' && object.kind !== 'Pod';
  return [
    ...podFaults(pod),
    ...[...pod.containers, ...(pod.initContainers ?? [])].flatMap(containerFaults),
    ...(serves ? pod.containers.flatMap(probeFaults) : []),
  ].map((fault) => `${name}: ${fault}`);
}

function podOf({ kind, ...object }: Written): PodSpec | null {
  const spec = object['spec'] as (PodSpec & { template?: { spec: PodSpec } }) | undefined;
  if (kind === 'Pod') return spec ?? null;
  return spec?.template?.spec ?? null;
}

function podFaults({ securityContext, automountServiceAccountToken, volumes }: PodSpec): string[] {
  const faults: string[] = [];
  if (securityContext?.['runAsNonRoot'] !== true) faults.push('may run as root');
  if (!(Number(securityContext?.['runAsUser']) > 0)) faults.push('no numeric user');
  if (securityContext?.seccompProfile?.['type'] !== 'RuntimeDefault') faults.push('no seccomp profile');
  if (automountServiceAccountToken !== false) faults.push("mounts the service account's token");
  for (const { name, secret, ...volume } of volumes ?? []) {
    if ('hostPath' in volume) faults.push(`volume ${name} is of the host`);
    if ('emptyDir' in volume && !(volume['emptyDir'] as Plain)['sizeLimit']) faults.push(`volume ${name} has no limit`);
    // The YAML of Kubernetes reads 0440 as an octal number, the one here may not.
    if (secret && ![0o440, 440, '0440'].includes(secret['defaultMode'] as number)) {
      faults.push(`secret ${name} may be read by every user`);
    }
  }
  return faults;
}

function containerFaults({ name, image, env, securityContext, resources }: Container): string[] {
  const faults: string[] = [];
  if (securityContext?.['readOnlyRootFilesystem'] !== true) faults.push('its root can be written');
  if (securityContext?.['allowPrivilegeEscalation'] !== false) faults.push('may gain privileges');
  if (!securityContext?.capabilities?.drop?.includes('ALL')) faults.push('keeps capabilities');
  if (!/(:(?!latest$)[\w.-]*\d[\w.-]*|@sha256:[0-9a-f]{64})$/.test(image)) faults.push(`${image} can change`);
  for (const kind of ['requests', 'limits'] as const) {
    for (const what of ['cpu', 'memory']) if (!resources?.[kind]?.[what]) faults.push(`no ${kind} of ${what}`);
  }
  for (const variable of env ?? []) {
    if (SECRET_NAME.test(variable.name) && variable.name !== 'HEALTH_URL') faults.push(`${variable.name} is no file`);
    if (variable.valueFrom?.['secretKeyRef']) faults.push(`${variable.name} puts a secret into the environment`);
    if (/:\/\/[^/]*:[^/]*@/.test(variable.value ?? '')) faults.push(`${variable.name} holds a password`);
  }
  return faults.map((fault) => `container ${name}: ${fault}`);
}

const probeFaults = (container: Container): string[] =>
  PROBES.filter((probe) => !(probe in container)).map((probe) => `container ${container.name}: no ${probe}`);
