import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promotionJson, promotionMarkdown } from '../../lib/release/promotion-report.ts';
import { registryLines } from '../../lib/release/registry-check.ts';
import { parseRelease } from '../../lib/release/release.ts';
import { schemasExitCode } from '../../lib/registry/schemas-plan.ts';
import type { PromotionOutcome, PromotionRequest } from '../../lib/cli/run-promotion.ts';
import { GitopsCopy } from '../support/gitops-copy.ts';
import { FakeRegistry } from '../support/registry/fake-registry.ts';
import { registered } from '../support/registry/registered.ts';

const labels = 'contracts/sorting/depot/work/vision.read-label/v1/value.schema.json';

let copy: GitopsCopy;
let registry: FakeRegistry;
beforeEach(async () => {
  copy = new GitopsCopy();
  registry = await FakeRegistry.start();
});
afterEach(async () => {
  copy.dispose();
  await registry.stop();
});

/** eu-prod has a registry; qa, from which it takes over, has none. */
function withRegistry(registration = '{ by: pipeline }', url = registry.url): void {
  const file = 'environments/eu-prod.yaml';
  copy.project.write(
    file,
    `${copy.project.read(file)}
schemaRegistry:
  url: ${url}
  authentication: { type: none }
  registration: ${registration}
  reach: [{ why: The schema registry, namespace: registry, labels: { app: registry }, ports: [8080] }]
`,
  );
  copy.synth('qa');
}

async function promoted(options: Partial<PromotionRequest> = {}): Promise<PromotionOutcome> {
  const done = await copy.promote('qa', 'eu-prod', options);
  if (!done.ok) throw new Error(copy.told(done));
  return done.value;
}

const release = () => {
  const read = parseRelease(copy.read('eu-prod/release.json'), 'release.json');
  if (!read.ok) throw new Error('no release');
  return read.value;
};

describe('with a registry of the pipeline', () => {
  test('a release is blocked while its schemas are not registered; one message has all of them', async () => {
    withRegistry();
    const outcome = await promoted();
    expect(outcome.state).toBe('blocked');
    expect(copy.files()['eu-prod/release.json']).toBeUndefined();
    const lines = registryLines(outcome.registry, 'eu-prod');
    expect(lines[0]).toBe(
      `${outcome.registry.missing.length} schemas are not in the schema registry of eu-prod`,
    );
    expect(lines).toContain('  depot.vision.read-label.v1-value: not registered');
    expect(lines).toContain('  sorting.SortingTask.v1.schema.json: not registered');
    expect(lines.at(-1)).toBe('register them first: workstreams schemas apply --env eu-prod');
    // Nothing is changed there.
    expect(registry.requests().filter((one) => !one.startsWith('GET '))).toEqual([]);
  });

  test('the report says so, for people and for programs', async () => {
    withRegistry();
    const outcome = await promoted({ dryRun: true });
    const about = { ...outcome, from: { kind: 'environment', name: 'qa' } as const, to: 'eu-prod' };
    const body = promotionMarkdown(about);
    expect(body).toContain('### Not in the schema registry\n');
    expect(body).toContain('- `depot.vision.read-label.v1-value`: not registered\n');
    expect(body).toContain('Register them first: `workstreams schemas apply --env eu-prod`\n');
    const value = JSON.parse(promotionJson(about));
    expect(value.registry.state).toBe('asked');
    expect(value.registry.missing).toContainEqual({
      subject: 'depot.vision.read-label.v1-value',
      why: 'not registered',
      contracts: ['sorting/depot/work/vision.read-label/v1'],
    });
  });

  test('once they are registered it is written, with the version and the id of each', async () => {
    withRegistry();
    const plan = await registered(copy.project.root, 'eu-prod', registry.url);
    expect(schemasExitCode(plan)).toBe(2);
    const outcome = await promoted();
    expect([outcome.state, outcome.registry.state]).toEqual(['written', 'asked']);
    expect(registryLines(outcome.registry, 'eu-prod')).toEqual([]);
    const { schemas = {} } = release();
    const [kept] = registry.versions.get('depot.vision.read-label.v1-value') ?? [];
    expect(schemas['depot.vision.read-label.v1-value']).toEqual({
      schema: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      version: 1,
      id: kept?.id,
    });
    expect(Object.values(schemas).filter(({ version }) => version === undefined)).toEqual([]);
    // Versions are no difference: what runs already is not asked for.
    registry.requests();
    expect((await promoted()).registry.state).toBe('unchanged');
    expect([(await promoted()).state, registry.requests()]).toEqual(['nothing', []]);
  });

  test('another schema than the one that is registered blocks', async () => {
    withRegistry();
    await registered(copy.project.root, 'eu-prod', registry.url);
    const schema = copy.project.read(labels);
    copy.project.write(
      labels,
      schema.replace('"properties": {}', '"properties": { "note": { "type": "string" } }'),
    );
    copy.synth('qa');
    const outcome = await promoted();
    expect([outcome.state, outcome.registry.missing]).toEqual([
      'blocked',
      [
        {
          subject: 'depot.vision.read-label.v1-value',
          why: 'another schema: none of its versions, up to 1, has this one',
          contracts: ['sorting/depot/work/vision.read-label/v1'],
        },
      ],
    ]);
  });

  test('--registry skip asks no one, and says so', async () => {
    withRegistry();
    const outcome = await promoted({ registry: 'skip' });
    expect([outcome.state, registry.requests()]).toEqual(['written', []]);
    expect(registryLines(outcome.registry, 'eu-prod')).toEqual([
      'the schema registry of eu-prod was not asked: clients fail for each schema that it does not have',
    ]);
    expect(release().schemas?.['depot.vision.read-label.v1-value']).toEqual({
      schema: expect.stringMatching(/^sha256:/),
    });
  });

  test('one that answers otherwise is an error with a way out, and nothing is written', async () => {
    withRegistry('{ by: pipeline }', `${registry.url}/elsewhere`);
    const told = await copy.outcome('qa', 'eu-prod');
    expect(told).toContain('/elsewhere/subjects: ');
    expect(told).toContain('--registry skip');
    expect(copy.files()['eu-prod/release.json']).toBeUndefined();
  });
});

test('a Job registers what the release brings: no one is asked, and digests are recorded', async () => {
  withRegistry(`{ by: job, image: { repository: tools/node, digest: "sha256:${'1'.repeat(64)}" } }`);
  const outcome = await promoted();
  expect([outcome.state, outcome.registry.state, registry.requests()]).toEqual(['written', 'job', []]);
  expect(Object.keys(release().schemas ?? {})).toContain('sorting.SortingTask.v1.schema.json');
  expect(Object.values(release().schemas ?? {}).map((one) => Object.keys(one))).toContainEqual(['schema']);
});

describe('a release', () => {
  test('without a registry says nothing of schemas', () => {
    copy.synth('qa');
    expect(JSON.parse(copy.read('qa/release.json'))).not.toHaveProperty('schemas');
  });

  test.each([
    ['a subject without a digest', { 'orders-value': { version: 1 } }],
    ['a version that is none', { 'orders-value': { schema: `sha256:${'1'.repeat(64)}`, version: 0 } }],
    ['what else it may be', { 'orders-value': { schema: `sha256:${'1'.repeat(64)}`, other: 1 } }],
  ])('with %s is not read', (_what, schemas) => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const whole = { environment: 'qa', catalog: digest, source: null, objects: {}, files: {} };
    expect(parseRelease(JSON.stringify(whole), 'r').ok).toBe(true);
    const read = parseRelease(JSON.stringify({ ...whole, schemas }), 'r');
    expect(read.ok ? [] : read.problems.map(({ key }) => key.split('.')[0])).toEqual(['schemas']);
  });
});
