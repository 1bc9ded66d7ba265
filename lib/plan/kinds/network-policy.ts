import { canonical } from '../../model/catalog.ts';
import type { Manifest } from '../../model/manifest.ts';
import { at, itemsAt, textAt, textsAt } from '../../model/plain-object.ts';
import type { Facts } from '../facts.ts';
import { review, safe, type Verdict } from '../risk.ts';
import type { Changed, Meaning, Scene, Worlds } from './meaning.ts';

/** Rules taken apart: one permission a peer and port, so that neither their order nor how they are split matters. */
function refine(facts: Facts, manifest: Manifest): void {
  for (const path of facts.keys()) if (/^spec\.(?:ingress|egress|podSelector)/.test(path)) facts.delete(path);
  facts.set('spec.podSelector', canonical(at(manifest, 'spec', 'podSelector') ?? {}));
  for (const permission of permissions(manifest)) facts.set(permission, true);
  const types = textsAt(manifest, 'spec', 'policyTypes');
  // Left out, ingress is meant always, and egress where it has rules.
  if (types.length === 0) {
    facts.set('spec.policyTypes[Ingress]', true);
    if (at(manifest, 'spec', 'egress') !== undefined) facts.set('spec.policyTypes[Egress]', true);
  }
}

function permissions(manifest: Manifest): string[] {
  return (['ingress', 'egress'] as const).flatMap((way) =>
    itemsAt(manifest, 'spec', way).flatMap(({ item }) => {
      const peers = itemsAt(item, way === 'egress' ? 'to' : 'from').map(({ item: peer }) => peerText(peer));
      const ports = itemsAt(item, 'ports').map(({ item: port }) => portText(port));
      const everyPeer = peers.length > 0 ? peers : ['everything'];
      const everyPort = ports.length > 0 ? ports : ['all ports'];
      return everyPeer.flatMap((peer) => everyPort.map((port) => `spec.${way}[${peer} at ${port}]`));
    }),
  );
}

function peerText(peer: unknown): string {
  const cidr = at(peer, 'ipBlock', 'cidr');
  if (typeof cidr === 'string') {
    const except = textsAt(peer, 'ipBlock', 'except').sort();
    return `${cidr}${except.length === 0 ? '' : ` without ${except.join(' ')}`}`;
  }
  return canonical(peer);
}

function portText(port: unknown): string {
  const number = (key: string) => {
    const found = at(port, key);
    return typeof found === 'number' || typeof found === 'string' ? String(found) : '';
  };
  const end = number('endPort');
  return `${textAt(port, 'protocol') || 'TCP'} ${number('port') || 'all'}${end === '' ? '' : `-${end}`}`;
}

const toBrokers = 'strimzi.io/kind';
const toDns = / (?:UDP|TCP) 53\]$/;

function judge({ path, after }: Changed, scene: Scene): Verdict | undefined {
  const who = scene.after.metadata.name;
  if (path === 'spec.podSelector')
    return review(
      `${who} is about other pods: those it leaves are bound by the remaining policies only, those it takes lose what it does not allow`,
    );
  if (path.startsWith('spec.policyTypes')) {
    return after === undefined
      ? review(`${who} closes one direction no more: what no other policy forbids is open`)
      : review(`${who} closes one more direction: what no policy allows is cut off`);
  }
  const way = /^spec\.(ingress|egress)\[/.exec(path)?.[1];
  if (way === undefined) return undefined;
  if (after !== undefined)
    return review(`pods of ${who} may ${way === 'egress' ? 'reach' : 'be reached by'} more than before`);
  const left = [...scene.facts.after.keys()].filter((one) => one.startsWith(`spec.${way}[`));
  if (path.includes(toBrokers) && !left.some((one) => one.includes(toBrokers)))
    return review(
      `cuts the client off: pods of ${who} no longer reach a broker, producers and consumers in them stand still`,
    );
  if (toDns.test(path) && !left.some((one) => toDns.test(one)))
    return review(`cuts the client off: pods of ${who} no longer find names, so that nothing can be reached`);
  if (path.includes(toBrokers))
    return review(
      `pods of ${who} reach the brokers by another port only: a client with the old address is cut off`,
    );
  return review(
    `cut off: pods of ${who} ${way === 'egress' ? 'do not reach' : 'are not reached by'} what this allowed, unless another policy does`,
  );
}

/** Whether its pods are told by a label that only its own component has. */
function selectsItsOwn(manifest: Manifest): boolean {
  const component = textAt(manifest, 'metadata', 'labels', 'app.kubernetes.io/component');
  const labels = at(manifest, 'spec', 'podSelector', 'matchLabels');
  if (component === '' || typeof labels !== 'object' || labels === null) return false;
  return Object.values(labels).some(
    (value) => typeof value === 'string' && (value.endsWith(component) || component.endsWith(value)),
  );
}

function created(manifest: Manifest, { before }: Worlds): Verdict {
  return before.hasComponent(manifest) || !selectsItsOwn(manifest)
    ? review(`${manifest.metadata.name} may select pods that run: what no policy allows them is cut off`)
    : safe('a policy for pods that are as new');
}

function deleted({ metadata }: Manifest): Verdict {
  return review(
    `what ${metadata.name} allowed is cut off where another policy selects its pods, and everything is open where none does`,
  );
}

export const networkPolicy: Meaning = { refine, judge, created, deleted };
