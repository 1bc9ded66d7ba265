import { describe, expect, test } from '@jest/globals';
import { checkClusters } from '../../lib/governance/engine.ts';
import type { EnvironmentProps } from '../../lib/model/terms/program-environment.ts';
import { viewOf } from '../support/judged.ts';
import { smallEnvironment } from '../support/small-stack.ts';

/** An environment of the cluster `one` with nothing in common with others but what is given. */
function renderedIn(name: string, objects: readonly string[], more: Partial<EnvironmentProps> = {}) {
  const environment = smallEnvironment({
    environment: name,
    cluster: 'one',
    kafka: { namespace: `kafka-${name}` },
    workloads: { namespaces: { shop: `shop-${name}` }, credentials: { delivery: 'kafka-access' } },
    ...more,
  });
  return { environment, objects: new Set(objects) };
}

function said(...rendered: readonly ReturnType<typeof renderedIn>[]): string[] {
  const [first] = rendered;
  if (first === undefined) return [];
  const found = checkClusters(rendered, viewOf([], first.environment));
  return found.map(({ key, what, fix, subject }) => `${subject}: ${key}: ${what} / ${fix}`);
}

const elsewhere = 'say another cluster where they are on different ones';

describe('no-shared-objects', () => {
  test('judges each pair of environments of one cluster, and none of two', () => {
    expect(
      said(
        renderedIn('a', ['Role x/r']),
        renderedIn('b', ['Role x/r'], { cluster: 'two' }),
        renderedIn('c', ['Role x/r']),
        renderedIn('d', ['Role x/s'], { cluster: 'two' }),
      ),
    ).toEqual([`a and c: cluster: on this cluster a and c both render Role x/r / ${elsewhere}`]);
  });

  test('names three objects, and the number of the rest', () => {
    const both = (...objects: string[]) => said(renderedIn('a', objects), renderedIn('b', objects));
    expect(both('A x', 'B x', 'C x')).toEqual([
      `a and b: cluster: on this cluster a and b both render A x, B x, C x / ${elsewhere}`,
    ]);
    expect(both('A x', 'B x', 'C x', 'D x', 'E x')).toEqual([
      `a and b: cluster: on this cluster a and b both render A x, B x, C x and 2 more / ${elsewhere}`,
    ]);
  });

  test('names every namespace that the two have in common', () => {
    const gitops = (namespace: string) =>
      ({ controller: 'flux', source: 'platform', namespace, folder: '.', interval: '10m' }) as const;
    const classes = (namespace: string) => ({
      executorClasses: { vision: { namespace }, batch: { namespace: 'batch' }, own: {} },
    });
    const a = renderedIn('a', ['A x'], { gitops: gitops('argocd'), queues: classes('jobs-a') });
    const fixOf = (more: Partial<EnvironmentProps>) =>
      said(a, renderedIn('b', ['A x'], more)).map((one) => one.split(' / ')[1]);
    expect(fixOf({ kafka: { namespace: 'kafka-a' } })).toEqual([
      `write another value for kafka.namespace in one of the two, or ${elsewhere}`,
    ]);
    expect(
      fixOf({ gitops: gitops('argocd'), queues: { executorClasses: { batch: { namespace: 'batch' } } } }),
    ).toEqual([
      `write another value for queues.executorClasses.batch.namespace, gitops.namespace in one of the two, or ${elsewhere}`,
    ]);
    expect(
      fixOf({ gitops: gitops('argocd-b'), queues: { executorClasses: { other: { namespace: 'batch' } } } }),
    ).toEqual([elsewhere]);
    expect(
      fixOf({
        workloads: {
          namespaces: { shop: 'shop-a', stock: 'stock' },
          credentials: { delivery: 'kafka-access' },
        },
      }),
    ).toEqual([`write another value for workloads.namespaces.shop in one of the two, or ${elsewhere}`]);
  });
});
