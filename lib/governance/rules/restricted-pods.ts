import { at, itemsAt, textsAt } from '../../model/plain-object.ts';
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
    const { spec, where } = podOf(manifest);
    return [
      ...ofPod(spec),
      ...containersOf(spec).flatMap(({ item, where: inPod }) => ofContainer(spec, item, inPod)),
    ].map((finding) => ({ ...finding, at: `${where}.${finding.at}` }));
  },
};

function ofPod(spec: unknown): ManifestFinding[] {
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC']
      .filter((key) => at(spec, key) === true)
      .map((key) => ({ at: key, what: "the node's own", fix: 'remove it' })),
    ...itemsAt(spec, 'volumes')
      .filter(({ item }) => at(item, 'hostPath') !== undefined)
      .map(({ where }) => ({
        at: `${where}.hostPath`,
        what: 'a folder of the node',
        fix: 'use another volume',
      })),
  ];
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
  if (!['RuntimeDefault', 'Localhost'].includes(String(effective('seccompProfile', 'type')))) {
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
