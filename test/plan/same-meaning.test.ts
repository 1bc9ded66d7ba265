import { describe, expect, test } from '@jest/globals';
import { acl, brokers, cron, dns, fields, job, policy, tcp, topic, user } from '../support/objects.ts';

describe('what is only written in another way is no change', () => {
  test.each<[string, unknown, unknown]>([
    [
      'a number as text, as a number, with an exponent',
      topic({ 'retention.ms': '604800000' }),
      topic({ 'retention.ms': 6.048e8 }),
    ],
    ['a number in text', topic({ 'retention.ms': 604800000 }), topic({ 'retention.ms': '604800000' })],
    [
      'a fraction with a zero at its end',
      topic({ 'min.cleanable.dirty.ratio': '0.5' }),
      topic({ 'min.cleanable.dirty.ratio': '0.50' }),
    ],
    [
      'a number of 64 bits with zeros before',
      topic({ 'flush.messages': '9223372036854775807' }),
      topic({ 'flush.messages': '009223372036854775807' }),
    ],
    [
      'policies in another order',
      topic({ 'cleanup.policy': 'compact,delete' }),
      topic({ 'cleanup.policy': 'delete, compact' }),
    ],
    [
      'a truth in capitals',
      topic({ 'remote.storage.enable': 'true' }),
      topic({ 'remote.storage.enable': true }),
    ],
    [
      'the topic named as its object',
      { ...topic({}, { topicName: 't' }) },
      { ...topic({}, { topicName: undefined }) },
    ],
    [
      'managed, which is the default',
      topic({}),
      { ...topic({}), metadata: { ...topic({}).metadata, annotations: { 'strimzi.io/managed': 'true' } } },
    ],
    [
      'rights in another order',
      user([acl(['Read']), acl(['Write'], 'b')]),
      user([acl(['Write'], 'b'), acl(['Read'])]),
    ],
    ['operations together or apart', user([acl(['Read', 'Write'])]), user([acl(['Write']), acl(['Read'])])],
    [
      'one operation in the old field',
      user([acl(['Read'])]),
      user([{ ...acl([]), operations: undefined, operation: 'Read' }]),
    ],
    [
      'an empty list of rights, or none',
      user([]),
      { ...user([]), spec: { authentication: { type: 'tls' } } },
    ],
    ['a Describe that Read brings along', user([acl(['Read'])]), user([acl(['Read', 'Describe'])])],
    [
      'allow and every host, which are defaults',
      user([acl(['Read'])]),
      user([acl(['Read'], 'a.t', { type: 'allow', host: '*' })]),
    ],
    [
      'defaults that KEDA fills in',
      job({}),
      job({ pollingInterval: 30, maxReplicaCount: 100, scalingStrategy: {} }, { lagThreshold: '10' }),
    ],
    [
      'defaults of jobs at set times',
      cron({}),
      cron(
        {
          concurrencyPolicy: 'Allow',
          suspend: false,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 1,
        },
        { terminationMessagePolicy: 'File' },
      ),
    ],
    [
      'defaults of pods',
      job({}),
      job({
        jobTargetRef: {
          backoffLimit: 6,
          template: {
            spec: {
              dnsPolicy: 'ClusterFirst',
              containers: [
                {
                  name: 'c',
                  image: 'i:1',
                  imagePullPolicy: 'IfNotPresent',
                  terminationMessagePath: '/dev/termination-log',
                },
              ],
            },
          },
        },
      }),
    ],
    [
      'environment variables in another order',
      job({
        jobTargetRef: {
          template: {
            spec: {
              containers: [
                {
                  name: 'c',
                  image: 'i',
                  env: [
                    { name: 'A', value: '1' },
                    { name: 'B', value: '2' },
                  ],
                },
              ],
            },
          },
        },
      }),
      job({
        jobTargetRef: {
          template: {
            spec: {
              containers: [
                {
                  name: 'c',
                  image: 'i',
                  env: [
                    { name: 'B', value: '2' },
                    { name: 'A', value: '1' },
                  ],
                },
              ],
            },
          },
        },
      }),
    ],
    [
      'rules of a policy in another order, and split',
      policy({ egress: [{ to: [brokers, dns], ports: [tcp(9093)] }] }),
      policy({
        egress: [
          { to: [dns], ports: [{ port: 9093 }] },
          { to: [brokers], ports: [tcp(9093)] },
        ],
      }),
    ],
    [
      'client settings in another order, with other comments',
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'c' },
        data: { 'client.properties': '# one\nacks=all\nlinger.ms=5\n' },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'c' },
        data: { 'client.properties': 'linger.ms = 5\nacks=all\n' },
      },
    ],
    [
      'what servers note',
      topic({}),
      {
        ...topic({}),
        metadata: {
          ...topic({}).metadata,
          uid: 'x',
          resourceVersion: '1',
          finalizers: ['strimzi.io/topic-operator'],
        },
        status: { topicId: 'x' },
      },
    ],
  ])('%s', (_what, before, after) => {
    expect(fields(before, after)).toEqual([]);
    expect(fields(after, before)).toEqual([]);
  });
});
