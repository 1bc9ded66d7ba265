import { at, itemsAt, textAt, textsAt } from '../../model/plain-object.ts';
import { containersOf, kindsWithPods, podOf } from '../pods.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

export const restrictedPods: ManifestRule = {
  id: 'restricted-pods',
  on: 'manifests',
  kinds: kindsWithPods,
  what: 'Pods meet the restricted Pod Security Standard, also those inside a ScaledJob.',
  why: 'A pod that may become root, or shares what belongs to the node, takes the node and every neighbour with it.',
  fix: 'Set what the message names; `restrictedPod` in `lib/constructs` sets all of it.',
  level: 'error',
  check: () => (manifest) => {
    const { spec, metadata, where } = podOf(manifest);
    return [
      ...ofPod(spec),
      ...containersOf(spec).flatMap(({ item, where: inPod }) => [
        ...ofContainer(spec, item, inPod),
        ...ofContexts(item, `${inPod}.`),
        ...ofHooks(item, inPod),
      ]),
      ...ofContexts(spec, ''),
    ]
      .map((finding) => ({ ...finding, at: `${where}.${finding.at}` }))
      .concat(ofAnnotations(metadata));
  },
};

/** Volumes that are not of the node, nor of a network that the container mounts with rights of the node. */
const volumes: readonly string[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** Kernel settings that are a pod's own. */
const sysctls: readonly string[] = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];

const seccompTypes: readonly string[] = ['RuntimeDefault', 'Localhost'];
const seLinuxTypes: readonly string[] = [
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
];

function ofPod(spec: unknown): ManifestFinding[] {
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC']
      .filter((key) => at(spec, key) === true)
      .map((key) => ({ at: key, what: "the node's own", fix: 'remove it' })),
    ...itemsAt(spec, 'volumes').flatMap(({ item, where }) =>
      Object.keys(item ?? {})
        .filter((key) => key !== 'name' && !volumes.includes(key))
        .map((key) => ({
          at: `${where}.${key}`,
          what: key === 'hostPath' ? 'a folder of the node' : 'a kind of volume that pods may not mount',
          fix: `use another volume: ${volumes.join(', ')}`,
        })),
    ),
    ...itemsAt(spec, 'securityContext', 'sysctls')
      .filter(({ item }) => !sysctls.includes(textAt(item, 'name')))
      .map(({ item, where }) => ({
        at: where,
        what: `${textAt(item, 'name')} is a setting of the node`,
        fix: 'remove it',
      })),
    ...refusedForAll(spec),
  ];
}

/** What the API server refuses in a pod's own context, also where each of its containers says better. */
function refusedForAll(spec: unknown): ManifestFinding[] {
  const said = (...path: string[]): unknown => at(spec, 'securityContext', ...path);
  const seccomp = textAt(spec, 'securityContext', 'seccompProfile', 'type');
  const say = (key: string, what: string, fix: string) => ({ at: `securityContext.${key}`, what, fix });
  return [
    ...(said('runAsNonRoot') === false ? [say('runAsNonRoot', 'it may run as root', 'write true')] : []),
    ...(said('runAsUser') === 0
      ? [say('runAsUser', 'it runs as root', 'write another user, for example 65532')]
      : []),
    ...(seccomp === '' || seccompTypes.includes(seccomp)
      ? []
      : [say('seccompProfile', 'every system call is open to it', 'write type: RuntimeDefault')]),
  ];
}

/** What pod and container may both say in their security contexts. */
function ofContexts(owner: unknown, where: string): ManifestFinding[] {
  const said = (...path: string[]): unknown => at(owner, 'securityContext', ...path);
  const text = (...path: string[]): string => textAt(owner, 'securityContext', ...path);
  const refused: [boolean, string, string][] = [
    [said('windowsOptions', 'hostProcess') === true, 'windowsOptions.hostProcess', 'a process of the node'],
    [
      !['', 'RuntimeDefault', 'Localhost'].includes(text('appArmorProfile', 'type')),
      'appArmorProfile.type',
      'no profile of AppArmor holds for it',
    ],
    [
      !seLinuxTypes.includes(text('seLinuxOptions', 'type')),
      'seLinuxOptions.type',
      'rights of the node by SELinux',
    ],
    [text('seLinuxOptions', 'user') !== '', 'seLinuxOptions.user', 'another user of SELinux'],
    [text('seLinuxOptions', 'role') !== '', 'seLinuxOptions.role', 'another role of SELinux'],
    [!['', 'Default'].includes(text('procMount')), 'procMount', 'it sees what the runtime hides of /proc'],
  ];
  return refused.flatMap(([is, key, what]) =>
    is ? [{ at: `${where}securityContext.${key}`, what, fix: 'remove it' }] : [],
  );
}

/** The kubelet asks another host than the pod, from the node. */
function ofHooks(container: unknown, where: string): ManifestFinding[] {
  const paths = [
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => [probe]),
    ...['postStart', 'preStop'].map((hook) => ['lifecycle', hook]),
  ].flatMap((path) => ['httpGet', 'tcpSocket'].map((action) => [...path, action, 'host']));
  return paths
    .filter((path) => textAt(container, ...path) !== '')
    .map((path) => ({
      at: `${where}.${path.join('.')}`,
      what: 'the node connects to another host than the pod',
      fix: 'remove it',
    }));
}

const appArmor = 'container.apparmor.security.beta.kubernetes.io/';

/** Profiles of AppArmor, as they were written before they were fields. */
function ofAnnotations({
  item,
  where,
}: {
  readonly item: unknown;
  readonly where: string;
}): ManifestFinding[] {
  const annotations = at(item, 'annotations');
  return Object.entries(annotations ?? {})
    .filter(
      ([key, value]) =>
        key.startsWith(appArmor) && !/^(?:$|runtime\/default$|localhost\/)/.test(String(value)),
    )
    .map(([key]) => ({
      at: `${where}.annotations.${key}`,
      what: 'no profile of AppArmor holds for it',
      fix: 'remove it',
    }));
}

/** What a container does not say itself, the pod says for it. */
function ofContainer(spec: unknown, container: unknown, where: string): ManifestFinding[] {
  const context = (...path: string[]): unknown => at(container, 'securityContext', ...path);
  const effective = (...path: string[]): unknown => context(...path) ?? at(spec, 'securityContext', ...path);
  const found: ManifestFinding[] = [];
  const say = (key: string, what: string, fix: string): void => {
    found.push({ at: `${where}.securityContext.${key}`, what, fix });
  };
  if (context('privileged') === true) say('privileged', 'every right on the node', 'remove it');
  if (context('allowPrivilegeEscalation') !== false) {
    say('allowPrivilegeEscalation', 'its processes may gain rights', 'write false');
  }
  if (effective('runAsNonRoot') !== true) say('runAsNonRoot', 'it may run as root', 'write true');
  if (effective('runAsUser') === 0)
    say('runAsUser', 'it runs as root', 'write another user, for example 65532');
  if (!textsAt(container, 'securityContext', 'capabilities', 'drop').includes('ALL')) {
    say('capabilities.drop', 'it keeps capabilities', 'write [ALL]');
  }
  const added = textsAt(container, 'securityContext', 'capabilities', 'add').filter(
    (one) => one !== 'NET_BIND_SERVICE',
  );
  if (added.length > 0) say('capabilities.add', `${added.join(', ')} added`, 'remove it');
  if (!seccompTypes.includes(String(effective('seccompProfile', 'type')))) {
    say(
      'seccompProfile',
      'every system call is open to it',
      'write type: RuntimeDefault, here or for the pod',
    );
  }
  const ports = itemsAt(container, 'ports').filter(({ item }) => Number(at(item, 'hostPort') ?? 0) !== 0);
  return [
    ...found,
    ...ports.map((port) => ({
      at: `${where}.${port.where}.hostPort`,
      what: 'a port of the node',
      fix: 'remove it',
    })),
  ];
}
