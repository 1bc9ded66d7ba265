import { beforeAll, describe, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { planChange } from '../../lib/plan/plan.ts';
import { planMarkdown } from '../../lib/plan/plan-markdown.ts';
import { planSummary } from '../../lib/plan/plan-text.ts';
import { environmentWith, type Mutable, resolvedIn, shippedEnvironment } from '../support/shipped.ts';

const render = (environment: Environment): Manifest[] =>
  [...renderEnvironment(resolvedIn(environment))].flatMap(({ manifests }) => [...manifests]);

let before: readonly Manifest[] = [];
beforeAll(() => {
  before = render(shippedEnvironment('prod'));
});

/** Lines of the body, without the fold and in all, and lines of the summary. */
function lines(edit: (terms: Mutable) => void) {
  const environment = environmentWith('prod', edit);
  const plan = planChange({ environment, before, after: render(environment), today: '2026-11-21' });
  const body = planMarkdown(plan);
  const [shown = ''] = body.split('<details>');
  const count = (text: string) => text.trimEnd().split('\n').length;
  return {
    objects: plan.objects.length,
    shown: count(shown),
    all: count(body),
    summary: count(planSummary(plan)),
  };
}

describe('one setting of an environment, however many objects it changes', () => {
  test('the least rate of users fits on a screen', () => {
    const rate = lines(({ kafka }) => Object.assign(kafka.quotas, { atLeast: '2MiB' }));
    expect(rate.objects).toBe(79);
    expect(rate.shown).toBeLessThan(15);
    expect(rate.all).toBeLessThan(60);
    expect(rate.summary).toBeLessThan(8);
  });

  test.each<[string, number, (terms: Mutable) => void]>([
    ['replicas in sync', 282, ({ kafka }) => Object.assign(kafka, { minInSync: 1 })],
    ['the namespace of Kafka', 700, ({ kafka }) => Object.assign(kafka, { namespace: 'kafka-x' })],
    ['the cluster of Kafka', 600, ({ kafka }) => Object.assign(kafka, { cluster: 'kafkas' })],
    ['the listener of clients', 300, ({ kafka }) => Object.assign(kafka, { clientListener: 'scram' })],
    ['a tenant less', 300, (terms) => Object.assign(terms, { tenants: ['omnibase'] })],
    ['no jobs', 30, ({ queues }) => Object.assign(queues, { jobs: false })],
    ['a cap on retention', 200, ({ topics }) => Object.assign(topics, { retentionCap: '3d' })],
    [
      'another address of runbooks',
      1,
      ({ monitoring }) => Object.assign(monitoring, { runbooks: 'https://git.example.com/runbooks' }),
    ],
  ])('%s: less than 200 lines', (_what, atLeast, edit) => {
    const { objects, all, summary } = lines(edit);
    expect(objects).toBeGreaterThanOrEqual(atLeast);
    expect(all).toBeLessThan(200);
    expect(summary).toBeLessThan(30);
  });
});
