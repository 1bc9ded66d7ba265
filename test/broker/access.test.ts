import { expect, test } from '@jest/globals';
import { resourceAccess } from '../../lib/policies/access-matrix.ts';
import { principalsOf } from '../../lib/policies/resolve.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import { grantedByAccess, grantedByBroker } from '../support/broker/granted.ts';
import { fixtureObjects, type Mutable, resolvedIn } from '../support/fixture.ts';

describeWithBroker('what users may do', (broker) => {
  test('is what access says, of every rendered user on every topic and group', async () => {
    const environment = 'eu-prod';
    const resolved = resolvedIn(environment);
    const objects = fixtureObjects(environment);
    const topics = objects
      .filter(({ kind }) => kind === 'KafkaTopic')
      .map((one: Mutable) => one.spec.topicName as string);
    // Of no one's contract: a copy of the mirror's, a Streams application's own, and one that no right is about.
    topics.push('us.ledger.invoices', 'ledger-balances-store-changelog', 'nobodys');
    const groups = resourceAccess(principalsOf(resolved), topics)
      .filter(({ type, patternType }) => type === 'group' && patternType === 'literal')
      .map(({ name }) => name);
    const asked = [...new Set(groups), 'strangers'];
    const granted = await grantedByBroker(broker(), objects, topics, asked);
    expect(granted).toEqual(grantedByAccess(resolved, topics, asked));
    expect(granted['kafka-mirror']).toContain(
      'topic us.ledger.invoices: Alter AlterConfigs Create Describe DescribeConfigs Read Write',
    );
    expect(granted['ledger-reminders-scaler']).toEqual([
      'group ledger-reminders: Describe',
      'topic ledger.balances: Describe',
    ]);
  });
});
