import { describe, expect, test } from '@jest/globals';
import { sentences, thing, topic } from '../../support/objects.ts';

const kafka = (spec: object) => thing('Kafka', { spec: { kafka: spec } }, { name: 'kafka' });
const dashboard = (title: string) =>
  thing(
    'ConfigMap',
    { data: { 'prod.json': JSON.stringify({ title }) } },
    { name: 'kafka-dashboard', labels: { grafana_dashboard: '1' } },
  );

describe('a default that is written out', () => {
  test('is no change where no broker decides on it', () => {
    expect(sentences(topic({ 'remote.storage.enable': 'false' }), topic({}))).toEqual([]);
    expect(sentences(topic({}), topic({ 'remote.storage.enable': 'false' }))).toEqual([]);
    expect(sentences(topic({ 'remote.log.copy.disable': 'false' }), topic({}))).toEqual([]);
    expect(sentences(topic({}), topic({ 'remote.storage.enable': 'true' }))[0]).toMatch(
      /^spec\.config\.remote/,
    );
  });

  test.each([
    ['cleanup.policy', 'delete', 'log.cleanup.policy'],
    ['retention.ms', '604800000', 'log.retention.ms'],
    ['min.insync.replicas', '1', 'min.insync.replicas'],
    ['compression.type', 'producer', 'compression.type'],
    ['min.compaction.lag.ms', '0', 'log.cleaner.min.compaction.lag.ms'],
  ])('%s changes only where the brokers have another one', (name, value, broker) => {
    const nothing = `spec.config.${name}: review: ${value} is Kafka's default: nothing changes unless the brokers set another ${broker}, which`;
    expect(sentences(topic({ [name]: value }), topic({}))).toEqual([
      `${nothing} holds for this topic from now on`,
    ]);
    expect(sentences(topic({}), topic({ [name]: value }))).toEqual([
      `${nothing} no longer holds for this topic`,
    ]);
  });
});

describe('compaction that comes earlier', () => {
  const compacted = (more: object) => topic({ 'cleanup.policy': 'compact', ...more });
  test.each(['min.compaction.lag.ms', 'delete.retention.ms'])('loses values: %s', (name) => {
    const [less] = sentences(compacted({ [name]: '604800000' }), compacted({ [name]: '1' }));
    expect(less).toMatch(
      new RegExp(`^spec\\.config\\.${name}: destructive: .*taking this back does not bring`),
    );
    const [more] = sentences(compacted({ [name]: '1' }), compacted({ [name]: '604800000' }));
    expect(more).toMatch(new RegExp(`^spec\\.config\\.${name}: review: `));
  });
});

test('a dashboard is a dashboard, and no client setting', () => {
  expect(sentences(dashboard('a'), dashboard('b'))).toEqual([
    'data[prod.json].title: safe: the dashboard looks different',
  ]);
});

test('every topic without a right is open where brokers allow everyone', () => {
  const name = 'allow.everyone.if.no.acl.found';
  expect(sentences(kafka({ config: { a: 1 } }), kafka({ config: { a: 1, [name]: true } }))).toEqual([
    `spec.kafka.config.${name}: destructive: everyone who can connect may read, write and delete every topic, group and transactional id that no right names`,
  ]);
  expect(sentences(kafka({ config: { [name]: true } }), kafka({ config: { [name]: false } }))[0]).toContain(
    ': review: ',
  );
});

describe('a version of Kafka below that of its metadata', () => {
  test.each(['4.0', '4.0-IV3', '4.0.0'])('%s is impossible', (metadataVersion) => {
    const said = sentences(
      kafka({ version: '4.0.0', metadataVersion }),
      kafka({ version: '3.9.0', metadataVersion }),
    );
    expect(said[0]).toBe(
      `spec.kafka.version: impossible: Kafka 3.9.0 does not read metadata of ${metadataVersion}: Strimzi refuses it and changes nothing`,
    );
  });

  test('one that reads them is for review', () => {
    const metadataVersion = '3.9-IV0';
    expect(
      sentences(
        kafka({ version: '4.1.0', metadataVersion }),
        kafka({ version: '4.0.0', metadataVersion }),
      )[0],
    ).toContain(': review: Kafka 4.1.0 becomes 4.0.0');
  });
});

test('an Application that takes along what it has applied is a loss in wait, also where someone else made it so', () => {
  const app = (finalizers: string[]) =>
    thing('Application', { spec: { source: { path: 'prod' } } }, { name: 'a', finalizers });
  const cascade = 'resources-finalizer.argocd.argoproj.io';
  const path = `metadata.finalizers[${cascade}]`;
  expect(sentences(app([]), app([cascade]))).toEqual([
    `${path}: destructive: once the Application is deleted everything that it has applied is deleted with it, unless it is protected`,
  ]);
  expect(sentences(app([`${cascade}/background`]), app([]))).toEqual([
    `${path}: review: once the Application is deleted, what it has applied stays`,
  ]);
  expect(sentences(app(['post-delete-finalizer.argocd.argoproj.io/cleanup']), app([]))).toEqual([]);
});
