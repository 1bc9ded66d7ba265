import { BlockList, isIPv6 } from 'node:net';
import { at, itemsAt, textAt, textsAt } from '../../model/plain-object.ts';
import type { ManifestRule } from '../rule.ts';

/** Where clouds tell a machine its credentials, to whoever asks from it (IPv4, and AWS's IPv6). */
const metadataAddresses = ['169.254.169.254', 'fd00:ec2::254'];

export const noMetadataEgress: ManifestRule = {
  id: 'no-metadata-egress',
  on: 'manifests',
  kinds: ['NetworkPolicy'],
  what: 'Egress to a network that holds the metadata address excepts it.',
  why: "The metadata service gives a node's cloud credentials to every pod that can reach it.",
  fix: 'Add `except: [169.254.169.254/32]`, or 169.254.0.0/16, to the ipBlock.',
  level: 'error',
  check: () => (manifest) =>
    itemsAt(manifest, 'spec', 'egress').flatMap((rule) =>
      itemsAt(rule.item, 'to').flatMap(({ item, where }) => {
        const block = at(item, 'ipBlock');
        if (block === undefined) return [];
        const cidr = textAt(block, 'cidr');
        const excepted = networks(textsAt(block, 'except'));
        const reached = networks([cidr]);
        return metadataAddresses
          .filter(
            (address) =>
              // Node's list would answer for IPv4 addresses mapped into an IPv6 network too.
              family(address) === family(cidr.split('/')[0] ?? '') &&
              reached.check(address, family(address)) &&
              !excepted.check(address, family(address)),
          )
          .map((address) => ({
            at: `${rule.where}.${where}.ipBlock`,
            what: `${cidr} holds the metadata address ${address}`,
            fix: `except ${address}/${isIPv6(address) ? 128 : 32}`,
          }));
      }),
    ),
};

function networks(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits = ''] = cidr.split('/');
    list.addSubnet(address, Number(bits), family(address));
  }
  return list;
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
