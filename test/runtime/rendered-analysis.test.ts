import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { BrokerAcl } from '../support/broker.ts';
import { aclsOf } from '../support/broker/granted.ts';
import { readAll } from '../support/broker/read-all.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import { createShopTopics, lettersShop, shopTopics, writeLetters } from '../support/letters-shop.ts';
import { repository } from '../support/repository.ts';
import { type Mutable, stackAt } from '../support/stack-at.ts';
import type { CommandOutcome } from '../support/workstreams.ts';

const { letters, retry, journal, audit, metrics } = shopTopics;

describeWithBroker('the analysis as it is rendered', (broker) => {
  let root: string;
  let acls: BrokerAcl[];
  let container: Mutable;

  beforeAll(async () => {
    const shop = lettersShop();
    const units = [...renderEnvironment(stackAt(shop).resolvedIn('qa'))];
    rmSync(shop, { recursive: true, force: true });
    const of = (name: string, kind: string): Mutable =>
      units.find(({ unit }) => unit === name)?.manifests.find((one) => one.kind === kind);
    acls = aclsOf(of('service-shop-desk', 'KafkaUser'));
    [container] = of('shop-desk-analysis', 'CronJob').spec.jobTemplate.spec.template.spec.containers;
    const files = of('shop-desk-analysis', 'ConfigMap').data as Record<string, string>;
    root = mkdtempSync(join(tmpdir(), 'workstreams-analysis-'));
    mkdirSync(join(root, 'etc/workstreams/topics'), { recursive: true });
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(root, 'etc/workstreams/topics', name), text);
    mkdirSync(join(root, 'run/kafka/user'), { recursive: true });
    writeFileSync(join(root, 'run/kafka/user/password'), 'a-password');
    await createShopTopics(broker());
    await writeLetters(broker(), 0, 3);
    await writeLetters(broker(), 3, 5, { class: 'rejected' });
    await broker().produceRecords(retry, [{ key: 'order-9', value: '{}' }]);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** Runs the command of the pod with its variables, of which only addresses and paths are the test's. */
  async function run(principal: string, rights: readonly BrokerAcl[]): Promise<CommandOutcome> {
    await broker().addScramUser(principal, 'a-password');
    await broker().addAcls(rights.map((acl) => ({ ...acl, principal: `User:${principal}` })));
    const variables = Object.fromEntries(
      (container.env as { name: string; value: string }[]).map(({ name, value }) => [
        name,
        value.startsWith('/') ? join(root, value) : value,
      ]),
    );
    const [program, ...args] = container.command as string[];
    expect(program).toBe('workstreams');
    return await new Promise((done) => {
      execFile(
        process.execPath,
        [join(repository, 'bin/workstreams.js'), ...args],
        {
          env: {
            ...{ PATH: process.env['PATH'], ...variables },
            KAFKA_BOOTSTRAP_SERVERS: broker().clientsBootstrap,
            KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
            KAFKA_SASL_USERNAME: principal,
          },
          encoding: 'utf8',
          timeout: 600_000,
        },
        (error, stdout, stderr) => done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
  }

  test('works with the rights of its user, and reports to audit and metrics', async () => {
    const { code, stdout, stderr } = await run('shop-desk', acls);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('shop.orders: 5 open');
    const valuesOf = async (topic: string) =>
      (await readAll(broker(), topic)).map(({ value }) => JSON.parse(value ?? '{}'));
    expect(await valuesOf(audit)).toEqual([
      expect.objectContaining({
        ...{ topic: 'shop.orders', who: 'service-desk', why: 'the regular analysis' },
        ...{ action: 'dead-letters.analyse', waiting: 5, classes: { 'schema-invalid': 3, rejected: 2 } },
      }),
    ]);
    expect(await valuesOf(metrics)).toEqual([
      expect.objectContaining({ topic: 'shop.orders', waiting: 5, dead: 5, retried: { '1m': 1 } }),
    ]);
  });

  test.each([
    ['topic', letters, 'Read', `may not Read ${letters}, or there is no such topic`],
    ['topic', retry, 'Describe', `may not Describe ${retry}, or there is no such topic`],
    ['topic', journal, 'Read', `may not Read ${journal}`],
    ['topic', journal, 'Write', `may not Write ${journal}`],
    ['topic', audit, 'Write', `may not Write ${audit}, or there is no such topic`],
    ['topic', metrics, 'Write', `may not Write ${metrics}, or there is no such topic`],
    [
      ...(['transactionalId', 'shop-desk-', 'Write'] as const),
      'may not Write with the transactional id shop-desk-analysis.shop.orders',
    ],
  ] as const)(
    'without its right to the %s %s, %s, it says so and reports nothing',
    async (type, name, operation, said) => {
      const less = acls.flatMap((acl) => {
        const isIt = acl.resourceType === type && acl.name === name;
        const operations = acl.operations.filter((one) => !isIt || one !== operation);
        return operations.length === 0 ? [] : [{ ...acl, operations }];
      });
      expect(less.flatMap(({ operations }) => operations)).toHaveLength(
        acls.flatMap(({ operations }) => operations).length - 1,
      );
      const before = await broker().endOffsets(metrics);
      const principal = `less-${type}-${name.replaceAll('.', '-')}-${operation}`.toLowerCase();
      const { code, stderr } = await run(principal, less);
      expect(code).toBe(1);
      expect(stderr).toContain(`User:${principal} ${said}`);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(await broker().endOffsets(metrics)).toEqual(before);
    },
  );
});
