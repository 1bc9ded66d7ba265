import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { BrokerAcl } from '../support/broker.ts';
import { aclsOf, type RenderedUser } from '../support/broker/granted.ts';
import { readAll } from '../support/broker/read-all.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import {
  createShopTopics,
  deadLetters,
  type Desk,
  lettersShop,
  shopTopics,
  writeLetters,
} from '../support/letters-shop.ts';
import { stackAt } from '../support/stack-at.ts';

describeWithBroker('a redrive with the rights of the rendered user', (broker) => {
  let root: string;
  let secrets: string;
  let acls: BrokerAcl[];
  beforeAll(async () => {
    root = lettersShop();
    secrets = mkdtempSync(join(tmpdir(), 'workstreams-secrets-'));
    writeFileSync(join(secrets, 'password'), 'password');
    const objects = [...renderEnvironment(stackAt(root).resolvedIn('qa'))].flatMap(
      ({ manifests }) => manifests,
    );
    const user = objects.find(
      (one): one is RenderedUser => one.kind === 'KafkaUser' && one.metadata.name === 'shop-desk',
    );
    if (user === undefined) throw new Error('the desk has no user');
    acls = aclsOf(user);
    await createShopTopics(broker());
    await writeLetters(broker(), 0, 8);
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
    rmSync(secrets, { recursive: true, force: true });
  });

  /** A user with these rights, who logs in by a properties file as ConfigMaps have it. */
  async function deskOf(
    user: string,
    rights: readonly BrokerAcl[],
  ): Promise<{ desk: Desk; client: string[] }> {
    await broker().addScramUser(user, 'password');
    await broker().addAcls(rights.map((one) => ({ ...one, principal: `User:${user}` })));
    const file = join(secrets, `${user}.properties`);
    writeFileSync(
      file,
      `# As a service has it
bootstrap.servers=${broker().clientsBootstrap}
security.protocol=SASL_PLAINTEXT
config.providers=dir
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="${user}" password="\${dir:${secrets}:password}";
`,
    );
    return { desk: { root, variables: {} }, client: ['--client', file] };
  }

  const execute = [
    '--transform',
    '$merge([value, {"currency": "CHF"}])',
    '--execute',
    '--reason',
    'INC-311',
    '--max',
    '2',
  ];
  const { orders, letters, journal, audit } = shopTopics;

  test('works, and writes the record', async () => {
    const { desk, client } = await deskOf('shop-desk', acls);
    const { code, stdout, stderr } = await deadLetters(desk, 'redrive', ...client, ...execute);
    expect([code, stderr, stdout.split('\n')[0]]).toEqual([0, '2 redriven\n', 'redriven: 2']);
    expect((await readAll(broker(), orders)).length).toBe(2);
    expect((await readAll(broker(), audit)).length).toBe(1);
    const listed = await deadLetters(desk, 'list', ...client);
    expect(listed.stdout).toContain('shop.orders: 6 open');
    const analysed = await deadLetters(desk, 'analyse', ...client);
    expect([analysed.code, analysed.stderr]).toEqual([0, '']);
  });

  test.each([
    ['Read', letters, `may not Read ${letters}`],
    ['Write', orders, `may not Write ${orders}`],
    ['Read', journal, `may not Read ${journal}`],
    ['Write', journal, `may not Write ${journal}`],
    ['Write', audit, `may not Write ${audit}`],
    ['Write', 'shop-desk-', `may not Write with the transactional id shop-desk-dead-letters.${letters}`],
  ] as const)('without %s on %s it says so, and writes nothing', async (operation, name, said) => {
    const less = acls.flatMap((acl) => {
      const operations = acl.operations.filter((one) => acl.name !== name || one !== operation);
      return operations.length === 0 ? [] : [{ ...acl, operations }];
    });
    const user = `less-${operation}-${name.replaceAll('.', '-')}`.toLowerCase();
    const { desk, client } = await deskOf(user, less);
    const before = (await readAll(broker(), orders)).length;
    const { code, stdout, stderr } = await deadLetters(desk, 'redrive', ...client, ...execute);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`User:${user} ${said}`);
    expect((await readAll(broker(), orders)).length).toBe(before);
  });
});
