import { expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { resourceAccess } from '../../lib/policies/access-matrix.ts';
import { principalsOf } from '../../lib/policies/resolve.ts';
import { grantedByAccess, grantedByBroker } from '../support/broker/granted.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import { type Mutable, resolvedIn } from '../support/shipped.ts';

describeWithBroker('what production’s users may do', (broker) => {
  test('is what access says, on every topic and group', async () => {
    const resolved = resolvedIn('prod');
    const objects = [...renderEnvironment(resolved)].flatMap(({ manifests }) => manifests);
    const topics = objects
      .filter(({ kind }) => kind === 'KafkaTopic')
      .map((one: Mutable) => one.spec.topicName as string);
    expect(topics.length).toBeGreaterThan(200);
    const groups = resourceAccess(principalsOf(resolved), topics)
      .filter(({ type, patternType }) => type === 'group' && patternType === 'literal')
      .map(({ name }) => name);
    const asked = [...new Set(groups)];
    const granted = await grantedByBroker(broker(), objects, topics, asked);
    expect(Object.keys(granted).length).toBeGreaterThan(50);
    expect(granted).toEqual(grantedByAccess(resolved, topics, asked));
  }, 600_000);
});
