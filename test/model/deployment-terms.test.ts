import { describe, expect, test } from '@jest/globals';
import { notesOf, readNotes } from '../../lib/model/contract-notes.ts';
import { contract, InvalidTerms, type ContractProps, environment } from '../../lib/index.ts';
import { contractSchema } from '../../lib/model/terms/contract.ts';
import { orders } from '../support/scaled.ts';

/** What is wrong with a Deployment as a contract writes it. */
function problemsOf(deployment: Record<string, unknown>): string[] {
  const consumers = [{ service: 'billing', deployment }] as unknown as ContractProps['consumers'];
  try {
    contract('shop/orders/evt/order-placed/v1', {
      owner: { team: 'shop', onCall: 'shop-primary', channel: '#shop' },
      key: { field: 'orderId', why: 'What happens to one order stays in order' },
      purpose: 'An order was placed',
      consumers: consumers ?? [],
    });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidTerms)) throw error;
    return error.problems.map(({ key, what }) => `${key.replace('consumers[0].deployment.', '')}: ${what}`);
  }
}

describe('how a contract says that a Deployment is scaled', () => {
  test.each<[Record<string, unknown>]>([
    [{}],
    [
      {
        name: 'biller',
        minReplicas: 0,
        maxReplicas: 1000,
        lagPerReplica: 1,
        cooldown: '1h',
        pollingInterval: '1s',
      },
    ],
    [{ minReplicas: { default: 1, prod: 3 }, maxReplicas: { default: 3 } }],
  ])('%j is right', (deployment) => {
    expect(problemsOf(deployment)).toEqual([]);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ name: 'Biller' }, 'name'],
    [{ minReplicas: -1 }, 'minReplicas'],
    [{ minReplicas: 1.5 }, 'minReplicas'],
    [{ minReplicas: { prod: 3 } }, 'minReplicas'],
    [{ maxReplicas: 0 }, 'maxReplicas'],
    [{ maxReplicas: 1001 }, 'maxReplicas'],
    [{ maxReplicas: { default: 1, prod: 0 } }, 'maxReplicas'],
    [{ lagPerReplica: 0 }, 'lagPerReplica'],
    [{ cooldown: '61m' }, 'cooldown'],
    [{ cooldown: '1500ms' }, 'cooldown'],
    [{ cooldown: '0s' }, 'cooldown'],
    [{ pollingInterval: 30 }, 'pollingInterval'],
    [{ replicas: 3 }, 'replicas'],
  ])('%j is refused at its key', (deployment, key) => {
    const found = problemsOf(deployment);
    expect(found).toHaveLength(1);
    expect(found[0]?.startsWith(key)).toBe(true);
  });

  test('a cooldown that Kubernetes would refuse says what is allowed', () => {
    expect(problemsOf({ cooldown: '2h' })).toEqual([
      'cooldown: "2h": must be from 1s to 1h, in whole seconds',
    ]);
  });
});

test('an import reads back from a KafkaTopic what its contract says of a Deployment', () => {
  const written = orders({
    name: 'biller',
    minReplicas: { default: 0, 'eu-prod': 2 },
    maxReplicas: 4,
    lagPerReplica: 50,
    cooldown: '10m',
    pollingInterval: '10s',
  });
  const unread: string[] = [];
  const { consumers } = readNotes(notesOf(written.terms), (name) => unread.push(name));
  expect(unread).toEqual([]);
  expect(consumers?.map((one) => contractSchema.shape.consumers.parse([one])[0])).toEqual(
    written.terms.consumers,
  );
});

test('an environment without KEDA starts no jobs', () => {
  const without = (jobs: boolean) => () =>
    environment({
      environment: 'laptop',
      topics: { env: 'sand' },
      workloads: { keda: 'none' },
      queues: { jobs },
    });
  expect(without(true)).toThrow(
    "KEDA starts the jobs, and workloads.keda is none: write the namespace of KEDA's operator there, or jobs: false",
  );
  expect(without(false)().workloads.keda).toBe('none');
});
