import { describe, expect, test } from '@jest/globals';
import { fixtureEnvironment } from '../support/fixture.ts';
import { object, said } from '../support/said.ts';

const policy = (spec: Record<string, unknown>) => [object('NetworkPolicy', { spec })];
const byTeam = { namespaceSelector: { matchLabels: { team: 'a', tier: 'b' } } };

describe('both sides of a NetworkPolicy', () => {
  test.each([
    ['ingress', 'from'],
    ['egress', 'to'],
  ])('%s: each peer is judged', (rules, peers) => {
    const named = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'a' } } };
    const side = policy({ [rules]: [{ [peers]: [named] }, { [peers]: [named, byTeam] }] });
    expect(said('namespace-selected-by-name', side)).toEqual([
      `spec.${rules}[1].${peers}[1].namespaceSelector: namespaces by team, tier / select by kubernetes.io/metadata.name`,
    ]);
    const open = policy({ [rules]: [{ [peers]: [] }, {}, { [peers]: [{}, { namespaceSelector: {} }] }] });
    expect(said('network-peers-required', open)).toEqual([
      `spec.${rules}[0]: ${peers} is empty: everybody / name the peers, or leave the rule out`,
      `spec.${rules}[1]: ${peers} is left out: everybody / name the peers, or leave the rule out`,
      `spec.${rules}[2].${peers}[0]: a peer without a selector: everybody / name it`,
      `spec.${rules}[2].${peers}[1].namespaceSelector: every namespace / name the namespace`,
    ]);
  });

  test('a peer of the other side is none', () => {
    const crossed = policy({ ingress: [{ from: [{ podSelector: {} }], to: [byTeam] }] });
    expect(said('namespace-selected-by-name', crossed)).toEqual([]);
  });
});

test.each(['ScaledJob', 'ScaledObject'])('scaler-uses-own-cluster is about a %s', (kind) => {
  const { kafka } = fixtureEnvironment('eu-prod');
  const host = `${kafka.cluster}-kafka-bootstrap.${kafka.namespace}`;
  const asking = (bootstrapServers: string) =>
    said('scaler-uses-own-cluster', [
      object(kind, { spec: { triggers: [{ type: 'kafka', metadata: { bootstrapServers } }] } }),
    ]);
  expect(asking(`${host}.svc:9093, ${host}:9094`)).toEqual([]);
  expect(asking(`${host}:9093,elsewhere:9093`)).toEqual([
    `spec.triggers[0].metadata.bootstrapServers: "elsewhere:9093" is not this environment's Kafka / write ${host}:9093`,
  ]);
  expect(asking('')).toEqual([`spec.triggers[0].metadata.bootstrapServers: no address / write ${host}:9093`]);
});

test('unique-object-names takes versions of the core group for one', () => {
  const pod = (apiVersion: string) => ({ ...object('Pod', {}), apiVersion });
  expect(said('unique-object-names', [pod('v1'), pod('v2')])).toEqual([
    'also rendered by another unit (no system and no system) / rename one of the two',
  ]);
  expect(said('unique-object-names', [pod('v1'), pod('metrics.k8s.io/v1')])).toEqual([]);
});
