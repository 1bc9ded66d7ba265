import { at, isEmptyObject, itemsAt } from '../../model/plain-object.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

/** The rules of a NetworkPolicy, and where each names its peers. */
export const networkSides = [
  { rules: 'ingress', peers: 'from' },
  { rules: 'egress', peers: 'to' },
];

export const networkPeersRequired: ManifestRule = {
  id: 'network-peers-required',
  on: 'manifests',
  kinds: ['NetworkPolicy'],
  what: 'Every rule of a NetworkPolicy names its peers.',
  why: 'A rule whose list of peers is empty or left out lets everybody through, as does a peer without a selector: what was filtered to nothing opens all.',
  fix: 'Name the peers, or leave the rule out: without a rule nothing is let through.',
  level: 'error',
  check: () => (manifest) =>
    networkSides.flatMap(({ rules, peers }) =>
      itemsAt(manifest, 'spec', rules).flatMap(({ item, where }): ManifestFinding[] => {
        const list = itemsAt(item, peers);
        if (list.length === 0) {
          const what = `${peers} is ${at(item, peers) === undefined ? 'left out' : 'empty'}: everybody`;
          return [{ at: where, what, fix: 'name the peers, or leave the rule out' }];
        }
        return list.flatMap((peer) => ofPeer(peer.item, `${where}.${peer.where}`));
      }),
    ),
};

function ofPeer(peer: unknown, where: string): ManifestFinding[] {
  const block = at(peer, 'ipBlock');
  const namespaces = at(peer, 'namespaceSelector');
  if (block === undefined && namespaces === undefined && at(peer, 'podSelector') === undefined) {
    return [{ at: where, what: 'a peer without a selector: everybody', fix: 'name it' }];
  }
  return isEmptyObject(namespaces)
    ? [{ at: `${where}.namespaceSelector`, what: 'every namespace', fix: 'name the namespace' }]
    : [];
}
