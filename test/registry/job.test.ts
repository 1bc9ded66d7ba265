import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EnvironmentProps } from '../../lib/model/terms/program-environment.ts';
import { RegistryClient } from '../../lib/registry/client.ts';
import { environmentWith, fixtureUnits, type Mutable } from '../support/fixture.ts';
import { registryTerms } from '../support/registries.ts';
import { FakeRegistry } from '../support/registry/fake-registry.ts';
import { runPod } from '../support/registry/pod.ts';
import { isWrite, recordingProxy, type RecordingProxy } from '../support/registry/recording-proxy.ts';
import { smallServer } from '../support/registry/small-server.ts';
import { describeWithRegistry } from '../support/registry/suite.ts';

type Terms = Exclude<NonNullable<EnvironmentProps['schemaRegistry']>, 'none'>;

const image = { repository: 'tools/node', tag: '20', digest: `sha256:${'1'.repeat(64)}` };

/** What a system renders to register its schemas. */
function manifestsOf(system: string, props: Partial<Terms>, edit: (terms: Mutable) => void = () => {}) {
  const environment = environmentWith('qa', (terms) => {
    terms.schemaRegistry = registryTerms({ registration: { by: 'job', image }, ...props });
    edit(terms);
  });
  return fixtureUnits(environment).get(`${system}/schemas`) ?? [];
}

describeWithRegistry('the Job as its pod runs it, against a real registry', (registry) => {
  const proxies: RecordingProxy[] = [];
  afterAll(() => Promise.all(proxies.map((one) => one.stop())));

  test.each(['parcels', 'ledger', 'sorting'])(
    '%s: registers all schemas, and the second run changes nothing',
    async (system) => {
      const proxy = await recordingProxy(registry().url, system);
      proxies.push(proxy);
      const manifests = manifestsOf(system, { url: proxy.url, authentication: { type: 'none' } });
      const first = await runPod({ manifests });
      expect([first.code, first.stderr]).toEqual([0, '']);
      const list: Mutable = manifests.find(
        ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === `${system}-schemas`,
      );
      const wanted = (list.data['subjects.jsonl'] as string)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { readonly subject: string; readonly state: string })
        .filter(({ state }) => state === 'active')
        .map(({ subject }) => subject);
      expect(wanted.length).toBeGreaterThan(2);
      const client = new RegistryClient({ url: proxy.url, fetch, wait: () => Promise.resolve() });
      expect(await client.subjects()).toEqual(wanted.sort());
      expect(proxy.take().filter(isWrite).length).toBeGreaterThan(wanted.length);
      const second = await runPod({ manifests });
      expect([second.code, second.stderr]).toEqual([0, '']);
      expect(second.stdout).toMatch(/^qa at http:\S+: \d+ same\n$/);
      expect(proxy.take().filter(isWrite)).toEqual([]);
      for (const subject of wanted) expect(await client.versions(subject)).toEqual([1]);
    },
  );
});

describe('the Job as its pod runs it', () => {
  let fake: FakeRegistry;
  beforeEach(async () => {
    fake = await FakeRegistry.start();
  });
  afterEach(() => fake.stop());

  const open = () => manifestsOf('ledger', { url: fake.url, authentication: { type: 'none' } });

  test('takes credentials from the files of the Secret, and prints none of them', async () => {
    const manifests = manifestsOf('ledger', { authentication: { type: 'basic', secret: 'registry-user' } });
    const sent = new Set<string | undefined>();
    const server = await smallServer(async ({ method, path, headers, body }, response) => {
      sent.add(headers.authorization);
      const answer = await fetch(`${fake.url}${path}`, { method, ...(body === '' ? {} : { body }) });
      response.writeHead(answer.status).end(await answer.text());
    });
    const run = await runPod({
      manifests,
      secrets: { 'registry-user': { username: 'writer', password: 'pa55 word\n' } },
      // An address that is rendered with a password begins with https.
      variables: { SCHEMA_REGISTRY_URL: server.url },
    });
    await server.stop();
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect([...sent]).toEqual([`Basic ${Buffer.from('writer:pa55 word').toString('base64')}`]);
    expect(run.stdout).not.toContain('pa55');
  });

  test('ends with 3, and sends nothing, where a schema is blocked', async () => {
    fake.add('ledger.balances-value', '{"type":"string"}');
    const run = await runPod({ manifests: open() });
    expect(run.code).toBe(3);
    expect(run.stdout).toContain('ledger.balances-value');
    expect(fake.writes()).toEqual([]);
  });

  test('an exception that holds lets it pass; one that is over does not', async () => {
    fake.add('ledger.balances-value', '{"type":"string"}');
    const until = (day: string) =>
      manifestsOf('ledger', { url: fake.url, authentication: { type: 'none' } }, (terms) => {
        const subject = 'ledger/accounts/evt/balances/v1';
        terms.exceptions = [{ rule: 'schema-compatible', subject, reason: 'No one reads it', until: day }];
      });
    expect((await runPod({ manifests: until('2020-01-01') })).code).toBe(3);
    expect((await runPod({ manifests: until('2099-01-01') })).code).toBe(0);
    expect(fake.versions.get('ledger.balances-value')).toHaveLength(2);
  });

  test('does nothing with ConfigMaps of another render', async () => {
    const [earlier, later] = [
      open(),
      manifestsOf('ledger', {
        url: fake.url,
        authentication: { type: 'none' },
        metadata: 'kept',
      }),
    ];
    const manifests = [
      ...later.filter(({ kind }) => kind === 'ConfigMap'),
      ...earlier.filter(({ kind }) => kind === 'Job'),
    ];
    const run = await runPod({ manifests });
    expect([run.code, run.stderr, fake.requests()]).toEqual([
      1,
      'the ConfigMaps are not those that this Job was rendered with\n  apply them and the Job together\n',
      [],
    ]);
  });

  test('a registry that refuses is an error in one line', async () => {
    const run = await runPod({
      manifests: open(),
      variables: { SCHEMA_REGISTRY_URL: `${fake.url}/elsewhere` },
    });
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/elsewhere\/subjects: .*\n$/);
  });
});
