import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../../lib/cli/judge.ts';
import type { BrokerAcl } from '../../support/broker.ts';
import { aclsOf, type RenderedUser } from '../../support/broker/granted.ts';
import { readAll } from '../../support/broker/read-all.ts';
import { describeWithBroker } from '../../support/broker/suite.ts';
import { fixtureCopy } from '../../support/fixture.ts';
import { repository } from '../../support/repository.ts';
import { stackAt } from '../../support/stack-at.ts';
import type { CommandOutcome } from '../../support/workstreams.ts';

const scanned = 'prod.acme.tracking.evt.parcel-scanned.v1';
const delivered = 'prod.acme.tracking.evt.parcel-delivered.v1';
const journal = 'prod.acme.tracking.ctl.repairs.v1';
const user = 'parcels-acme--history';

describeWithBroker('a replay with the rights of the rendered user', (broker) => {
  const copy = fixtureCopy();
  let acls: BrokerAcl[];

  beforeAll(async () => {
    copy.edit(
      'contracts/parcels/tracking/evt/parcel-scanned/v1/contract.yaml',
      'producers:',
      'replay: { allowed: true, why: Readers know a scan by its event_id }\nproducers:',
    );
    copy.edit(
      'contracts/parcels/system.yaml',
      '  redelivery:',
      '  history:\n    purpose: Writes scans again\n    duties: [{ duty: replayer, topics: [parcel-scanned], from: [parcel-delivered] }]\n  redelivery:',
    );
    const users = [...renderEnvironment(stackAt(copy.root).resolvedIn('eu-prod'))]
      .flatMap(({ manifests }) => manifests)
      .filter((one): one is RenderedUser => one.kind === 'KafkaUser' && one.metadata.name === user);
    acls = users.flatMap(aclsOf);
    for (const topic of [scanned, delivered, journal]) await broker().createTopic(topic);
    await broker().produceRecords(delivered, [{ key: 'PRC-000001', value: '{"not": "a scan"}' }]);
    writeFileSync(copy.path('password'), 'a-password');
  });
  afterAll(() => copy.dispose());

  async function replay(
    principal: string,
    rights: readonly BrokerAcl[],
    ...args: string[]
  ): Promise<CommandOutcome> {
    await broker().addScramUser(principal, 'a-password');
    await broker().addAcls(rights.map((acl) => ({ ...acl, principal: `User:${principal}` })));
    const command = [join(repository, 'bin/workstreams.js'), 'replay', ...args];
    const env = {
      PATH: process.env['PATH'],
      KAFKA_BOOTSTRAP_SERVERS: broker().clientsBootstrap,
      KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
      KAFKA_SASL_USERNAME: principal,
      KAFKA_SASL_PASSWORD_FILE: copy.path('password'),
    };
    return await new Promise((done) => {
      execFile(
        process.execPath,
        [...command, '--env', 'eu-prod', '--root', copy.root],
        { env },
        (error, stdout, stderr) => done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
  }
  const start = [
    'start',
    '--from-topic',
    delivered,
    '--to',
    scanned,
    '--execute',
    '--reason',
    'a view is built again',
  ];
  const scan = `{ "parcel_id": key, "event_id": "01KJH8M4Q0TNY99CJKNW0ZE0EQ", "occurred_at": "2026-03-02T10:24:20Z", "depot": "hamburg" }`;

  test('works, also to look at sessions', async () => {
    const done = await replay(user, acls, ...start, '--make-value', scan);
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('written 1, invalid 0')]);
    expect((await readAll(broker(), scanned)).map(({ key }) => key)).toEqual(['PRC-000001']);
    const listed = await replay(user, [], 'list', '--system', 'parcels', '--tenant', 'acme');
    expect([listed.code, listed.stderr]).toEqual([0, '']);
    expect(listed.stdout).toMatch(/ done +100 % +prod\.acme\.tracking\.evt\.parcel-delivered\.v1 /);
  });

  test.each([
    [delivered, 'topic', 'Read', `may not Read ${delivered}, or there is no such topic`],
    [scanned, 'topic', 'Write', `may not Write ${scanned}, or there is no such topic`],
    [journal, 'topic', 'Read', `may not Read ${journal}: give it that right`],
    [journal, 'topic', 'Write', `may not Write ${journal}: give it that right`],
    [`${user}-`, 'transactionalId', 'Write', `may not Write with the transactional id ${user}-replay-`],
  ] as const)(
    'without its right to %s (%s, %s) it says so, and writes nothing',
    async (name, type, operation, said) => {
      const less = acls.flatMap((acl) => {
        const isIt = acl.resourceType === type && acl.name === name;
        const operations = acl.operations.filter((one) => !isIt || one !== operation);
        return operations.length === 0 ? [] : [{ ...acl, operations }];
      });
      expect(less).not.toEqual(acls);
      const before = await broker().endOffsets(scanned);
      const principal = `less-${type}-${name.replaceAll('.', '-')}-${operation}`.toLowerCase();
      const { code, stderr } = await replay(principal, less, ...start, '--make-value', scan);
      expect(code).toBe(1);
      expect(stderr).toContain(`User:${principal} ${said}`);
      expect(await broker().endOffsets(scanned)).toEqual(before);
    },
  );
});
