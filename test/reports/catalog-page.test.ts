import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { resolve } from '../../lib/policies/resolve.ts';
import { catalogData } from '../../lib/reports/catalog/catalog-page.ts';
import { catalogHtml } from '../../lib/reports/catalog/html.ts';
import { fixture } from '../support/fixture.ts';

const { catalog, environments } = fixture();
const resolved = environments.map((environment) => resolve(catalog, environment));
const props = { catalog, environments: resolved, revision: null, day: '2026-11-21' };
const data = catalogData(props);

function topicAt(id: string) {
  const index = data.page.topics.findIndex((topic) => topic.id === id);
  const part = data.topics[Math.floor(index / data.page.topicsInPart)];
  const detail = part?.topics[index % data.page.topicsInPart];
  const head = data.page.topics[index];
  if (part === undefined || detail === undefined || head === undefined) throw new Error(`no topic ${id}`);
  return { head, detail, part };
}

const labels = 'sorting/depot/work/vision.read-label/v1';
const scans = 'parcels/tracking/evt/parcel-scanned/v1';

describe('the data of the page', () => {
  test('have every contract, and the environments from the smallest to the largest', () => {
    expect(data.page.topics).toHaveLength(20);
    expect(data.page.environments.map(({ name }) => name)).toEqual(['dev', 'qa', 'eu-prod']);
  });

  test('a contract is listed by what is the same everywhere', () => {
    expect(topicAt(labels).head).toMatchObject({
      name: 'depot.vision.read-label.v1',
      owner: 'sorting',
      classification: 'internal',
      environments: [0, 1, 2],
      // Its former name and the dead letters, in dev and qa.
      derived: 2,
    });
    expect(topicAt(scans).head.name).toBe('tracking.evt.parcel-scanned.v1');
  });

  test('search knows derived names, groups and fields, not what the name says already', () => {
    const words = data.page.words[topicAt(labels).head.words]?.split(' ');
    expect(words).toEqual(expect.arrayContaining(['dlt', 'dead', 'letter', 'taskid', 'deadline']));
    expect(words).not.toContain('vision');
  });

  test('a topic has its names, settings, rights and scaling in each environment', () => {
    const { detail } = topicAt(labels);
    const [dev, , prod] = detail.environments;
    expect(dev?.families[0]?.topics.map(({ name, role }) => [name, role])).toEqual([
      ['depot.vision.read-label.v1', 'source'],
      ['vision.read-label.v1', 'former'],
      ['depot.vision.read-label.dlt.v1', 'dead-letter'],
    ]);
    expect(dev?.rights).toEqual([]);
    expect(prod?.families[0]?.topics[0]).toMatchObject({
      object: 'depot-vision-read--label-v1',
      partitions: 6,
    });
    expect(prod?.families[0]?.topics[0]?.config['retention.ms']).toBe('604800000');
    expect(prod?.families[0]?.scaling).toContainEqual(['Consumer group', 'sorting-read-label-v1']);
    expect(
      prod?.rights.map(({ principal, operations, roles }) => [principal.object, operations, roles]),
    ).toContainEqual(['sorting-read-label-scaler', 'Describe', 'scaler']);
  });

  test('the contract is there as it was written, with its schema field by field', () => {
    expect(topicAt(labels).detail.contract).toContain(
      '# Its name before queues began with their capability.\nrenamedFrom: { topic: vision.read-label.v1, object: vision-read-label-v1 }\n',
    );
    const { detail, part } = topicAt(scans);
    const fields = detail.value.fields.map((index) => part.fields[index]);
    expect(fields.map((field) => field?.path)).toEqual(['parcel_id', 'depot', 'event_id', 'occurred_at']);
    expect(detail.key?.fields.map((index) => part.fields[index])).toEqual([
      expect.objectContaining({ path: 'all of it', type: 'string' }),
    ]);
    expect(detail.value.shared.map((index) => part.shared[index]?.file)).toEqual([
      'contracts/parcels/messages/DomainEvent.v1.schema.json',
    ]);
  });

  test('a service that takes another listener is shown with it', () => {
    const { detail } = topicAt('ledger/accounts/work/invoices/v1');
    const rights = detail.environments[2]?.rights ?? [];
    const invoicing = rights.find(({ principal }) => principal.object === 'ledger-invoicing')?.principal;
    expect(invoicing?.name).toBe('User:ledger-invoicing');
    expect(data.page.environments[2]?.listeners[invoicing?.listener ?? -1]).toEqual({
      name: 'scram',
      bootstrap: 'kafka-kafka-bootstrap.kafka-eu:9094',
      tls: true,
      authenticates: true,
      protocol: 'SASL_SSL',
      secrets: [
        { secret: '{user}', key: 'password', file: 'kcat.conf', private: true, property: 'sasl.password' },
      ],
      options: ['-F kcat.conf', '-X sasl.mechanism=SCRAM-SHA-512', '-X sasl.username={user}'],
    });
  });

  test('capacities of systems and of owners add up to the environment’s', () => {
    for (const { capacity, bySystem, byOwner } of data.page.environments) {
      for (const rows of [bySystem, byOwner]) {
        expect(rows.reduce((sum, { partitions }) => sum + partitions, 0)).toBe(capacity.partitions);
        expect(rows.reduce((sum, { local }) => sum + local, 0)).toBeCloseTo(capacity.local, 0);
      }
    }
  });

  test('alerts are those of the source that it is given, and none without one', () => {
    const row = {
      environment: 'eu-prod',
      name: 'LagHigh',
      severity: 'page',
      when: 'lag > 100',
      runbook: null,
    };
    const withAlerts = catalogData({
      ...props,
      alerts: ({ environment }, family) =>
        environment.environment === 'eu-prod' && family.address === labels ? [row] : [],
    });
    const found = withAlerts.topics.flatMap(({ topics }) => topics.flatMap(({ alerts }) => alerts));
    expect(found).toEqual([row]);
    expect(topicAt(labels).detail.alerts).toEqual([]);
  });
});

describe('the file', () => {
  const shell = { script: 'run()', style: 'a{}' };
  const html = catalogHtml(data, shell);
  const digest = (text: string) => createHash('sha256').update(text).digest('base64');

  test('allows its one script and its one style by their digests, and no network', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${digest('run()')}'`,
      `style-src 'sha256-${digest('a{}')}'`,
      'img-src data:',
      "connect-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  test('is the same for the same catalogue, and names nothing outside itself', () => {
    expect(catalogHtml(catalogData(props), shell)).toBe(html);
    expect(html).not.toMatch(/\b(?:src|href)="(?!data:)/);
  });

  test('is not written with a script that would end its own element', () => {
    expect(() => catalogHtml(data, { ...shell, script: '"</script>"' })).toThrow('would end its own element');
    expect(() => catalogHtml(data, { ...shell, style: '</STYLE>' })).toThrow('would end its own element');
  });
});
