import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import type { ReplayOutput } from '../../../lib/reports/outputs/replay.ts';
import { readAll } from '../../support/broker/read-all.ts';
import { describeWithBroker } from '../../support/broker/suite.ts';
import { fixtureCopy } from '../../support/fixture.ts';
import { type MongodbServer, startMongodb } from '../../support/mongodb/server.ts';
import { wrongOutput } from '../../support/outputs.ts';
import { repository } from '../../support/repository.ts';
import { until } from '../../support/broker.ts';

const scanned = 'qa.acme.tracking.evt.parcel-scanned.v1';
const delivered = 'qa.acme.tracking.evt.parcel-delivered.v1';
const contract = 'contracts/parcels/tracking/evt/parcel-scanned/v1/contract.yaml';

describeWithBroker('workstreams replay', (broker) => {
  const copy = fixtureCopy();
  let server: MongodbServer;
  let mongo: MongoClient;
  const ids = Array.from({ length: 40 }, (_, at) => `PRC-${String(at).padStart(6, '0')}`);
  const event = (parcel: string, depot = 'hamburg') => ({
    ...{
      parcel_id: parcel,
      event_id: '01KJH8M4Q0TNY99CJKNW0ZE0EQ',
      occurred_at: '2026-03-02T10:24:20Z',
      depot,
    },
  });

  beforeAll(async () => {
    copy.edit(
      contract,
      'producers:',
      'replay: { allowed: true, why: Readers know a scan by its event_id }\nproducers:',
    );
    copy.edit(
      'contracts/parcels/system.yaml',
      '  redelivery:',
      '  history:\n    purpose: Writes scans again\n    duties: [{ duty: replayer, topics: [parcel-scanned] }]\n  redelivery:',
    );
    for (const topic of ['qa.acme.tracking.ctl.repairs.v1', scanned, 'store'])
      await broker().createTopic(topic);
    server = await startMongodb();
    mongo = await new MongoClient(server.uri).connect();
    await mongo
      .db('store')
      .collection('scans')
      .insertMany(
        ids.map((id, at) => ({
          ...event(id),
          seen: new Date(Date.UTC(2026, 2, 2, 0, 0, at)),
          kind: at % 2 ? 'out' : 'in',
        })),
      );
    writeFileSync(copy.path('uri'), server.uri);
  }, 300_000);
  afterAll(async () => {
    await mongo?.close();
    await server?.stop();
    copy.dispose();
  });

  /** A process of the command; its variables are those of a manifest. */
  function replay(...args: readonly string[]) {
    const child = spawn(process.execPath, [join(repository, 'bin', 'workstreams.js'), 'replay', ...args], {
      env: {
        ...process.env,
        KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap,
        MONGODB_URI_FILE: copy.path('uri'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
    const end = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
      child.once('close', (code) => done({ code, ...said }));
    });
    return { end, said };
  }
  const at = ['--env', 'qa', '--root', copy.root];
  const store = ['--from-mongodb', 'store.scans', '--time-field', 'seen'];
  const kept = [...at, '--system', 'parcels'];
  const why = ['--reason', 'a view is built again', '--by', 'ann'];
  const start = (...args: string[]) => replay('start', ...at, '--to', scanned, ...args);
  const sessionsOf = (stdout: string): ReplayOutput['sessions'] => {
    const value = JSON.parse(stdout) as ReplayOutput;
    expect(wrongOutput(value)).toEqual([]);
    return value.sessions;
  };

  test('start counts, and writes nothing', async () => {
    const { code, stdout, stderr } = await start(...store, '--type', 'in', '--type-field', 'kind').end;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      `store.scans has 20 messages; 20 match\n20 would be written to ${scanned}\nnothing was written: --execute does\n`,
    );
    const wrong = await start(...store, '--make-value', '$merge([value, {"depot": 7}])', '--format', 'json')
      .end;
    expect(wrong.code).toBe(2);
    expect(wrongOutput(JSON.parse(wrong.stdout))).toEqual([]);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ read: 40, written: 0, invalid: 40 });
    expect(await readAll(broker(), scanned)).toEqual([]);
  });

  test('pause from another process, then status, resume and list', async () => {
    const running = start(
      ...store,
      ...why,
      '--rate',
      '4',
      '--execute',
      '--header',
      'x-tenant=acme',
      'x-region=eu',
    );
    await until('the session is begun', () => Promise.resolve(running.said.stderr.includes('"begun"')));
    const { replay: id } = JSON.parse(running.said.stderr.split('\n')[0] ?? '') as { replay: string };
    const paused = await replay('pause', id, ...kept, '--reason', 'peak', '--by', 'bob', '--format', 'json')
      .end;
    expect([paused.code, paused.stderr]).toEqual([0, '']);
    expect(sessionsOf(paused.stdout)[0]).toMatchObject({ ...{ id, state: 'paused', changedBy: 'bob' } });
    const ended = await running.end;
    expect([ended.code, ended.stdout]).toEqual([3, expect.stringContaining(`replay ${id}: paused`)]);
    const status = await replay('status', id, ...kept).end;
    expect(status.stdout).toContain(
      `replay ${id}: paused\n  from store.scans to ${scanned}\n  --rate 4 --header x-tenant=acme x-region=eu\n`,
    );
    const resumed = await replay('resume', id, ...kept, ...why, '--rate', '1000', '--format', 'json').end;
    expect([resumed.code, sessionsOf(resumed.stdout)[0]]).toEqual([
      0,
      expect.objectContaining({ ...{ id, state: 'done', written: 40, invalid: 0, by: 'ann' } }),
    ]);
    const seen = await readAll(broker(), scanned);
    expect(seen.map(({ key }) => key)).toEqual(ids);
    for (const { headers } of seen)
      expect(headers).toEqual({ 'x-tenant': 'acme', 'x-region': 'eu', 'x-replay-id': id });
    const again = await replay('resume', id, ...kept, ...why).end;
    expect([again.code, again.stderr]).toEqual([
      1,
      `the session ${id} is done: only one that is running or paused or failed can be resumed\n`,
    ]);
    const list = await replay('list', ...kept).end;
    expect(list.stdout).toMatch(new RegExp(`^ ID .*\\n ${id} +done +100 % +store.scans`));
  });

  test('cancel ends a session for good', async () => {
    const running = start(...store, ...why, '--rate', '4', '--execute');
    await until('the session is begun', () => Promise.resolve(running.said.stderr.includes('"begun"')));
    const { replay: id } = JSON.parse(running.said.stderr.split('\n')[0] ?? '') as { replay: string };
    expect((await replay('cancel', id, ...kept, ...why).end).code).toBe(0);
    expect((await running.end).code).toBe(3);
    const resumed = await replay('resume', id, ...kept, ...why).end;
    expect([resumed.code, resumed.stderr]).toEqual([
      1,
      expect.stringContaining(`the session ${id} is cancelled`),
    ]);
  });

  test.each([
    [
      'a target whose contract does not allow it, and for which no service has the duty',
      ['--to', delivered, '--from-topic', scanned],
      `contracts/parcels/tracking/evt/parcel-delivered/v1/contract.yaml does not allow replay into ${delivered}: ask its readers what they do with messages that they have had, and add replay: { allowed: true, why: … }\nno service of parcels has the duty replayer for ${delivered}: add it in contracts/parcels/system.yaml\n`,
    ],
    [
      'a topic that is not there, and no source',
      ['--to', 'qa.acme.tracking.evt.parcel-scaned.v1'],
      `no source: give one of --from-topic, --from-archive and --from-mongodb\nqa has no topic "qa.acme.tracking.evt.parcel-scaned.v1": did you mean "${scanned}"?\n`,
    ],
    [
      'dead letters as a source, and a service without the duty',
      ['--to', scanned, '--from-topic', 'qa.acme.tracking.dlt.parcel-scanned.v1', '--service', 'router'],
      `the service router does not have the duty replayer for ${scanned}: known: history\nqa.acme.tracking.dlt.parcel-scanned.v1 is the dead-letter topic of ${scanned}: replay reads and writes primary topics\n`,
    ],
    [
      'a type without its field, and writing without a reason',
      ['--to', scanned, '--from-topic', scanned, '--type', 'x', '--execute'],
      '--type-field is missing: name the field of the value that says the type\n--reason is missing: say why, for the record of the session\n',
    ],
    [
      'an expression that is wrong',
      ['--to', scanned, '--from-topic', scanned, '--where', 'value.('],
      expect.stringMatching(/^value\.\(: column \d+: .*\(JSONata\)\n$/),
    ],
    [
      'an archive that is not there',
      ['--to', scanned, '--from-archive', 'nowhere.jsonl'],
      'nowhere.jsonl cannot be read (ENOENT): give an archive that dead-letters archive wrote\n',
    ],
  ])('%s', async (_, args, stderr) => {
    expect(await replay('start', ...at, ...args).end).toEqual({ code: 1, stdout: '', stderr });
  });

  test.each([
    [
      [],
      'several systems keep sessions of replay: write --system ledger, or --system parcels --tenant acme\n',
    ],
    [
      ['--system', 'sorting'],
      'sorting has no service with the duty replayer: write --system ledger, or --system parcels --tenant acme\n',
    ],
  ])('whose sessions: %j', async (args, stderr) => {
    expect(await replay('list', ...at, ...args).end).toEqual({ code: 1, stdout: '', stderr });
  });

  test('a time that is not one', async () => {
    const { code, stderr } = await start(...store, '--since', 'yesterday').end;
    expect([code, stderr]).toEqual([
      64,
      expect.stringContaining('write a time with its zone, such as 2026-03-01T09:00:00Z'),
    ]);
  });
});
