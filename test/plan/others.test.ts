import { describe, expect, test } from '@jest/globals';
import type { Manifest, OtherFile } from '../../lib/model/manifest.ts';
import { type Plan, planChange, planExitCode } from '../../lib/plan/plan.ts';
import { planText } from '../../lib/plan/plan-text.ts';
import { fixtureEnvironment, today } from '../support/fixture.ts';
import { topic, user } from '../support/objects.ts';

const environment = fixtureEnvironment('eu-prod');
const theirs = topic({ 'retention.ms': '604800000' }) as Manifest;
const ours = (one: object, spec: object = {}) => {
  const { metadata, spec: own, ...rest } = one as Manifest & { spec: object };
  const labels = { ...metadata.labels, 'app.kubernetes.io/managed-by': 'workstreams' };
  return { ...rest, metadata: { ...metadata, labels }, spec: { ...own, ...spec } } as Manifest;
};
const named = (one: Manifest, name: string, namespace = 'kafka') =>
  ({ ...one, metadata: { ...one.metadata, name, namespace } }) as Manifest;
const kafka = {
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'Kafka',
  metadata: { name: 'kafka', namespace: 'kafka' },
};
const shorter = { config: { 'retention.ms': '86400000' } };

interface Sides {
  readonly before?: readonly Manifest[];
  readonly after: readonly Manifest[];
  readonly others?: readonly OtherFile[];
  readonly live?: readonly Manifest[];
  readonly system?: string;
}

const planned = ({ before = [], ...sides }: Sides): Plan =>
  planChange({ environment, today, before, ...sides });
const told = ({ objects }: Plan) => objects.map(({ risk, action, id }) => `${risk} ${action} ${id}`);
const drift = (plan: Plan) => plan.drift?.entries.map(({ what, id }) => `${what} ${id}`);
const file = (path: string, ...objects: Manifest[]): OtherFile => ({ path, objects });

describe('objects in files of others', () => {
  test('are never deleted by what is not rendered, and each file is told', () => {
    const plan = planned({
      after: [ours(theirs)],
      others: [file('README.md'), file('kafka.yaml', kafka), file('x.k8s.yaml', named(theirs, 'x', 'other'))],
    });
    expect(told(plan)).toEqual(['safe create KafkaTopic kafka/t']);
    expect(plan.others.map(({ path, objects, rendered }) => [path, objects, rendered])).toEqual([
      ['README.md', [], []],
      ['kafka.yaml', ['Kafka kafka/kafka'], []],
      ['x.k8s.yaml', ['KafkaTopic other/x'], []],
    ]);
  });

  test('are adopted where they are rendered too, and the plan says that they are in two files', () => {
    const plan = planned({
      after: [ours(theirs), ours(user([]))],
      others: [file('topics.yaml', theirs, user([]))],
    });
    expect([told(plan), planExitCode(plan)]).toEqual([[], 0]);
    expect(plan.adopted).toEqual(['KafkaTopic kafka/t', 'KafkaUser kafka/u']);
    expect(planText(plan)).toContain(
      '\n  topics.yaml: KafkaTopic kafka/t and 1 more; also rendered: KafkaTopic kafka/t and 1 more. Remove them',
    );
  });

  test('are compared field by field where they are rendered otherwise', () => {
    const plan = planned({ after: [ours(theirs, shorter)], others: [file('topics.yaml', theirs)] });
    expect(told(plan)).toEqual(['destructive change KafkaTopic kafka/t']);
  });

  test('without a namespace are those that are rendered under their name', () => {
    const { namespace: _, ...metadata } = theirs.metadata;
    const bare = { ...theirs, metadata } as Manifest;
    const plan = planned({ after: [ours(theirs)], others: [file('topics.yaml', bare)] });
    expect([told(plan), plan.adopted]).toEqual([[], ['KafkaTopic kafka/t']]);
    const twice = [ours(theirs), named(ours(theirs), 't', 'elsewhere')];
    expect(planned({ after: twice, others: [file('topics.yaml', bare)] }).adopted).toEqual([]);
  });

  test('and one that is ours as well, is compared with ours', () => {
    const plan = planned({
      before: [ours(theirs)],
      after: [ours(theirs)],
      others: [file('copy.yaml', ours(theirs, shorter))],
    });
    expect([told(plan), plan.unchanged, plan.others[0]?.rendered]).toEqual([[], 1, ['KafkaTopic kafka/t']]);
  });

  test('stand for a topic that another object is rendered for: a conflict, not an empty topic', () => {
    const plan = planned({ after: [ours(theirs)], others: [file('topics.yaml', named(theirs, 'older'))] });
    expect(told(plan)).toEqual(['impossible create KafkaTopic kafka/t']);
  });

  test('in another Kafka do not', () => {
    const others = [file('topics.yaml', named(theirs, 'older', 'elsewhere'))];
    expect(told(planned({ after: [ours(theirs)], others }))).toEqual(['safe create KafkaTopic kafka/t']);
  });

  test('are no drift where the cluster has them', () => {
    const live = [named(theirs, 'their-own'), ours(theirs)];
    const others = [file('topics.yaml', named({ ...theirs, spec: { topicName: 'b' } }, 'their-own'))];
    expect(drift(planned({ before: [ours(theirs)], after: [ours(theirs)], others, live }))).toEqual([]);
  });
});

describe('objects in the cluster that the baseline does not have', () => {
  test('are adopted where they are rendered, and are not created empty', () => {
    const status = { conditions: [{ type: 'Ready', status: 'True' }] };
    const plan = planned({ after: [ours(theirs)], live: [{ ...theirs, status }] });
    expect([told(plan), plan.adopted, drift(plan)]).toEqual([[], ['KafkaTopic kafka/t'], []]);
  });

  test('are changed where they are rendered otherwise', () => {
    const plan = planned({ after: [ours(theirs, shorter)], live: [theirs] });
    expect(told(plan)).toEqual(['destructive change KafkaTopic kafka/t']);
  });

  test('of another API of the same group are the same objects', () => {
    const plan = planned({
      after: [ours(theirs)],
      live: [{ ...theirs, apiVersion: 'kafka.strimzi.io/v1beta2' }],
    });
    expect(told(plan)).toEqual(['review change KafkaTopic kafka/t']);
  });

  test('are created after all where they are being deleted', () => {
    const { metadata } = theirs;
    const going = { ...theirs, metadata: { ...metadata, deletionTimestamp: '2026-11-21T00:00:00Z' } };
    const plan = planned({ after: [ours(theirs)], live: [going] });
    expect([told(plan), plan.adopted]).toEqual([['safe create KafkaTopic kafka/t'], []]);
  });

  test('stand for a topic that another object is rendered for: a conflict, not an empty topic', () => {
    const plan = planned({ after: [ours(theirs)], live: [named(theirs, 'older')] });
    expect(told(plan)).toEqual(['impossible create KafkaTopic kafka/t']);
  });

  test('of others are told as extra, also where the baseline is empty', () => {
    const other = named({ ...theirs, spec: { topicName: 'b' } }, 'b');
    const plan = planned({ after: [ours(theirs)], live: [other] });
    expect(drift(plan)).toEqual(['extra KafkaTopic kafka/b']);
  });

  test('are those of one system alone, where one is planned', () => {
    const part = (one: Manifest, system: string) => {
      const labels = { ...one.metadata.labels, 'app.kubernetes.io/part-of': system };
      return { ...one, metadata: { ...one.metadata, labels } };
    };
    const b = named({ ...theirs, spec: { topicName: 'b' } }, 'b');
    const after = [part(ours(theirs), 'shop'), part(ours(b), 'ledger')];
    expect(planned({ after, live: [theirs, b], system: 'shop' }).adopted).toEqual(['KafkaTopic kafka/t']);
  });
});
