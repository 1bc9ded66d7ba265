import { describe, expect, test } from '@jest/globals';
import type { Service } from '../../lib/model/terms/system.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { listenerPeers } from '../../lib/constructs/kafka/listener-peers.ts';
import { WorkRequestQueue } from '../../lib/constructs/workloads/work-request-queue.ts';
import { rendered } from '../support/program.ts';
import {
  queueSystem,
  resolved,
  rightsIn,
  saidBy,
  smallContract,
  smallEnvironment,
  type SmallStack,
} from '../support/small-stack.ts';

/** A listener for certificates, which clients use, and one for passwords. */
const environment = smallEnvironment({
  kafka: {
    listeners: [
      { name: 'tls', port: 9093, tls: true, authentication: 'tls' },
      { name: 'scram', port: 9094, tls: true, authentication: 'scram-sha-512' },
    ],
  },
  queues: { executorClasses: { tool: {} } },
});
const queue = smallContract('printing/billing/work/tool.print/v1', {
  producers: [{ service: 'billing' }, { service: 'web' }],
  consumers: [{ service: 'printer' }],
  deadLetter: { triage: 'The on-call prints it by hand' },
  retry: { tiers: ['1m'], attempts: 2 },
  scaling: { deadline: '5m' },
});
const billing: Service = { id: 'billing', purpose: 'Bills' };
const web: Service = { id: 'web', purpose: 'Sells' };
const printer: Service = { id: 'printer', purpose: 'Prints' };
const printing = (...services: Service[]): SmallStack => ({
  contracts: [queue],
  systems: [queueSystem('printing', services)],
  environment,
});

function usersOf(stack: SmallStack): string[] {
  return (resolved(stack).systems[0]?.principals ?? []).map(
    ({ name, authentication, listener }) => `${name}: ${authentication} on ${listener}`,
  );
}

describe('the principals of a queue', () => {
  const base = 'printing-billing-tool-print';

  test('take the client listener where their services declare nothing', () => {
    expect(usersOf(printing(billing, web, printer))).toEqual([
      `${base}-writer: tls on tls`,
      `${base}-writer-web: tls on tls`,
      `${base}-reader: tls on tls`,
      `${base}-scaler: tls on tls`,
    ]);
  });

  test('take the listener that their service declares; KEDA’s keeps that of clients', () => {
    const scram = { authentication: 'scram-sha-512' } as const;
    const stack = printing({ ...billing, ...scram }, web, { ...printer, ...scram });
    expect(usersOf(stack)).toEqual([
      `${base}-writer: scram-sha-512 on scram`,
      `${base}-writer-web: tls on tls`,
      `${base}-reader: scram-sha-512 on scram`,
      `${base}-scaler: tls on tls`,
    ]);
  });

  test('write in the transactions that their service declares, also what fails', () => {
    const stack = printing({ ...billing, transactionalId: 'bills' }, web, {
      ...printer,
      transactionalId: 'prints',
    });
    expect(rightsIn(stack, `${base}-writer`)).toEqual([
      'Write topic billing.tool.print.v1',
      'Write transactionalId bills-*',
    ]);
    expect(rightsIn(stack, `${base}-writer-web`)).toEqual(['Write topic billing.tool.print.v1']);
    expect(rightsIn(stack, `${base}-reader`)).toEqual([
      'Read group printing-billing-tool-print-v1',
      'Write topic billing.tool.print.dlt.v1',
      'Write topic billing.tool.print.rty-1m.v1',
      'Read topic billing.tool.print.v1',
      'Write transactionalId prints-*',
    ]);
    expect(saidBy('access-matches-contract', stack)).toEqual([]);
  });

  test('are what executors connect with: properties, variables and the listener that lets them in', () => {
    const stack = printing(billing, web, { ...printer, authentication: 'scram-sha-512' });
    const all = resolve(catalogOf(stack.contracts, stack.systems), environment);
    const [own] = all.systems[0]?.queues ?? [];
    if (own === undefined) throw new Error('no queue');
    const objects = rendered((chart) => {
      new WorkRequestQueue(chart, 'Queue', {
        environment,
        queue: own,
        principals: own.principals,
      }).addExecutor();
    });
    expect(objects[`KafkaUser ${base}-reader`].spec.authentication).toEqual({ type: 'scram-sha-512' });
    expect(objects[`ConfigMap ${base}`].data['client.properties']).toContain(
      'bootstrap.servers=kafka-kafka-bootstrap.kafka:9094\nsecurity.protocol=SASL_SSL\n',
    );
    const { triggers, jobTargetRef } = objects[`ScaledJob ${base}`].spec;
    expect(triggers[0].metadata).toMatchObject({ bootstrapServers: 'kafka-kafka-bootstrap.kafka:9093' });
    expect(jobTargetRef.template.spec.containers[0].env).toContainEqual({
      name: 'KAFKA_BOOTSTRAP_SERVERS',
      value: 'kafka-kafka-bootstrap.kafka:9094',
    });
    const peers = Object.fromEntries(listenerPeers(all));
    const selectors = (listener: string) => (peers[listener] ?? []).map(({ podSelector }) => podSelector);
    expect(selectors('scram')).toEqual([
      { matchLabels: { 'app.kubernetes.io/part-of': 'printing', 'workstreams.io/executor-class': 'tool' } },
    ]);
    expect(selectors('tls')).toEqual([
      {
        matchExpressions: [
          { key: 'app.kubernetes.io/name', operator: 'In', values: ['printing-billing', 'printing-web'] },
        ],
      },
      { matchLabels: { app: 'keda-operator' } },
    ]);
  });

  test('a service that only writes to queues takes the listener that it asks for', () => {
    const stack = printing({ ...billing, authentication: 'scram-sha-512' }, web, printer);
    const all = resolve(catalogOf(stack.contracts, stack.systems), environment);
    expect(
      all.systems[0]?.queueWriters.map((one) => [
        one.name,
        one.service.id,
        one.environment.kafka.clientListener,
      ]),
    ).toEqual([
      ['printing-billing', 'billing', 'scram'],
      ['printing-web', 'web', 'tls'],
    ]);
  });
});
