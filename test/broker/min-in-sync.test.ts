import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Broker, startBroker, until } from '../support/broker.ts';
import { Writer } from '../../runtime/kafka/writer.ts';
import { describeWithBroker } from '../support/broker/suite.ts';

describeWithBroker('replicas in sync of three', (first) => {
  let others: Broker[] = [];

  beforeAll(async () => {
    const join = (id: number) => startBroker({ joining: { voters: first().voters, id } });
    others = [await join(2), await join(3)];
    for (const least of ['2', '3', '4']) {
      await first().createTopic(`least-${least}`, 1, { 'min.insync.replicas': least }, 3);
      await until(`a write to least-${least}`, () => first().takesWrite(`least-${least}`), 120_000);
    }
  }, 600_000);
  afterAll(() => Promise.all(others.map((one) => one.stop())));

  test('with one broker down a number above the replicas refuses writes as the number of replicas does', async () => {
    await others.pop()?.stop();
    for (const least of ['3', '4'])
      await until(`refused writes to least-${least}`, async () => !(await takes(`least-${least}`)), 120_000);
    await until('a write to least-2', () => takes('least-2'), 120_000);
    expect(others).toHaveLength(1);
    const writer = new Writer(
      { clientId: 'test', bootstrapBrokers: [first().adminBootstrap, others[0]?.adminBootstrap ?? ''] },
      1,
    );
    const message = { key: null, value: Buffer.from('v'), headers: [] };
    await expect(writer.write([{ ...message, topic: 'least-3', partition: 0 }])).rejects.toThrow();
    await writer.write([{ ...message, topic: 'least-2', partition: 0 }]);
    await writer.close();
  }, 600_000);

  /** While the broker that is gone is still the leader nothing answers. */
  const takes = (topic: string) =>
    first()
      .takesWrite(topic)
      .catch(() => topic !== 'least-2');
});
