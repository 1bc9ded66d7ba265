import { expect, test } from '@jest/globals';
import { environmentSchema } from '../../lib/model/terms/environment.ts';
import { fixtureEnvironment } from '../support/fixture.ts';

/** What is wrong with an environment whose Strimzi serves v1beta2. */
function told(name: string): string[] {
  const terms = fixtureEnvironment(name).source.value as { kafka: object };
  const read = environmentSchema.safeParse({ ...terms, kafka: { ...terms.kafka, strimziApi: 'v1beta2' } });
  return (read.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test.each([
  ['topics and users alone', 'qa', []],
  ['a mirror', 'eu-prod', ['a mirror is rendered in the API v1 only: write v1, or mirror: none']],
  [
    'a cluster',
    'dev',
    ['a Kafka cluster is rendered in the API v1 only: write v1, or kafka.provision: owner'],
  ],
])('an environment with %s in an older API of Strimzi', (_what, name, wrong) => {
  expect(told(name)).toEqual(wrong.map((one) => `kafka.strimziApi: ${one}`));
});

test('an environment that says nothing of it has v1', () => {
  expect(fixtureEnvironment('qa').kafka.strimziApi).toBe('v1');
});
