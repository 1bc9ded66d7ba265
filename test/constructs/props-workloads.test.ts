import { describe, expect, test } from '@jest/globals';
import { queuePrincipals } from '../../lib/policies/queue-principals.ts';
import * as ws from '../../lib/index.ts';
import { common, dev, invoices, open, rendered, resolvedShop } from '../support/program.ts';

const partOfShop = (component: string) => ({
  'app.kubernetes.io/part-of': 'shop',
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/managed-by': 'workstreams',
});
const queue = ws.queueOf(invoices, dev);
describe('WorkRequestQueue', () => {
  test('minimal props: topics, three users, and a job a message', () => {
    const props: ws.WorkRequestQueueProps = { environment: dev, queue };
    const objects = rendered((chart) => {
      new ws.WorkRequestQueue(chart, 'Queue', props);
    });
    expect(Object.keys(objects)).toEqual([
      'Role shop-billing-toolrun-invoice',
      'RoleBinding shop-billing-toolrun-invoice',
      'ServiceAccount shop-billing-toolrun-invoice',
      'KafkaTopic billing-toolrun-invoice-dlt-v1',
      'KafkaTopic billing-toolrun-invoice-v1',
      'KafkaUser shop-billing-toolrun-invoice-reader',
      'KafkaUser shop-billing-toolrun-invoice-scaler',
      'KafkaUser shop-billing-toolrun-invoice-writer',
      'ConfigMap shop-billing-toolrun-invoice',
      'TriggerAuthentication shop-billing-toolrun-invoice-scaler',
      'ScaledJob shop-billing-toolrun-invoice',
    ]);
    const job = objects['ScaledJob shop-billing-toolrun-invoice'];
    expect(job.metadata.labels).toEqual(partOfShop('shop-billing-toolrun-invoice'));
    expect(job.spec).toMatchObject({ pollingInterval: 30, maxReplicaCount: 1 });
    expect(job.spec.jobTargetRef).toMatchObject({ activeDeadlineSeconds: 600, backoffLimit: 2 });
    expect(job.spec.triggers[0].metadata).toEqual({
      bootstrapServers: 'kafka-kafka-bootstrap.kafka:9093',
      consumerGroup: 'shop-billing-toolrun-invoice-v1',
      topic: 'billing.toolrun.invoice.v1',
      lagThreshold: '1',
      offsetResetPolicy: 'earliest',
      limitToPartitionsWithLag: 'true',
      version: '3.9.0',
      tls: 'enable',
    });
    expect(job.spec.jobTargetRef.template.spec.containers[0].image).toBe('docker.io/apache/kafka:4.2.0');
  });

  test('all the props: another system, the principals that are given, and every term of the contract', () => {
    const whole = ws.environment({
      environment: 'shop-dev',
      topics: { env: 'dev' },
      images: { executors: { 'toolrun.invoice': { repository: 'shop/printer', tag: '2' } } },
      queues: { executorClasses: { toolrun: {} } },
    });
    const contract = ws.contract('shop/billing/work/toolrun.invoice/v1', {
      ...common,
      purpose: 'Invoices to print',
      partitions: 6,
      producers: [{ service: 'billing' }],
      consumers: [{ service: 'printer', group: 'printers' }],
      deadLetter: { triage: 'The on-call prints it by hand' },
      retry: { tiers: ['1m'], attempts: 2 },
      scaling: {
        name: 'print-jobs',
        messagesPerJob: 5,
        maxJobs: 4,
        pollingInterval: '1m',
        deadline: '90s',
        retries: 0,
      },
    });
    const own = ws.queueOf(contract, whole);
    const props: Required<ws.WorkRequestQueueProps> = {
      environment: whole,
      queue: own,
      system: 'printing',
      principals: queuePrincipals(own, whole).filter(({ name }) => !name.endsWith('writer')),
    };
    const objects = rendered((chart) => {
      new ws.WorkRequestQueue(chart, 'Queue', props);
    });
    const users = Object.keys(objects).filter((id) => id.startsWith('KafkaUser'));
    expect(users).toEqual(['KafkaUser print-jobs-reader', 'KafkaUser print-jobs-scaler']);
    const { metadata, spec } = objects['ScaledJob print-jobs'];
    expect(metadata.labels['app.kubernetes.io/part-of']).toBe('printing');
    expect(spec).toMatchObject({ pollingInterval: 60, maxReplicaCount: 4 });
    expect(spec.jobTargetRef).toMatchObject({ activeDeadlineSeconds: 90, backoffLimit: 0 });
    expect(spec.triggers[0].metadata).toMatchObject({ consumerGroup: 'printers', lagThreshold: '5' });
    const [container] = spec.jobTargetRef.template.spec.containers;
    expect(container.image).toBe('docker.io/shop/printer:2');
    expect(container.command).toBeUndefined();
    expect(container.env).toContainEqual({
      name: 'KAFKA_RETRY_TOPICS',
      value: 'billing.toolrun.invoice.rty-1m.v1',
    });
  });
});

describe('QueueScaler', () => {
  const pod: ws.QueueScalerProps['pod'] = ({ topic }) => ({
    restartPolicy: 'Never',
    containers: [{ name: 'reader', image: 'docker.io/shop/printer:2', args: [topic.name.value] }],
  });

  test('minimal props: a ScaledJob, and no authentication', () => {
    const props: ws.QueueScalerProps = {
      environment: open,
      system: 'shop',
      namespace: 'jobs',
      queue: ws.queueOf(invoices, open),
      podLabels: { app: 'printer' },
      pod,
    };
    const objects = rendered((chart) => {
      new ws.QueueScaler(chart, 'Scaler', props);
    });
    expect(Object.keys(objects)).toEqual(['ScaledJob shop-billing-toolrun-invoice']);
    const [{ metadata, spec }] = Object.values(objects);
    expect(metadata.namespace).toBe('jobs');
    expect(spec.triggers[0].authenticationRef).toBeUndefined();
    expect(spec.triggers[0].metadata.bootstrapServers).toBe('kafka-kafka-bootstrap.kafka:9092');
    expect(spec.jobTargetRef.template).toEqual({
      metadata: { labels: { app: 'printer' } },
      spec: {
        restartPolicy: 'Never',
        containers: [
          { name: 'reader', image: 'docker.io/shop/printer:2', args: ['billing.toolrun.invoice.v1'] },
        ],
      },
    });
  });

  test('all the props: KEDA proves who it is', () => {
    const [principal] = ws.principalFor(dev, { name: 'lag', purpose: 'x', roles: ws.writes(queue.family) });
    if (principal === undefined) throw new Error('no principal');
    const props: Required<ws.QueueScalerProps> = {
      environment: dev,
      system: 'shop',
      namespace: 'kafka',
      queue,
      credentials: ws.credentialsFor(dev, principal.name, 'kafka'),
      podLabels: { app: 'printer' },
      pod,
    };
    const objects = rendered((chart) => {
      new ws.QueueScaler(chart, 'Scaler', props);
    });
    expect(objects['TriggerAuthentication lag'].spec).toEqual({
      secretTargetRef: [
        { parameter: 'ca', name: 'kafka-cluster-ca-cert', key: 'ca.crt' },
        { parameter: 'cert', name: 'lag', key: 'user.crt' },
        { parameter: 'key', name: 'lag', key: 'user.key' },
      ],
    });
    const job = objects['ScaledJob shop-billing-toolrun-invoice'];
    expect(job.spec.triggers[0].authenticationRef).toEqual({ name: 'lag', kind: 'TriggerAuthentication' });
  });
});

describe('ServiceClient', () => {
  const serviceOf = (environment: ws.Environment) => {
    const service = resolvedShop(environment).systems[0]?.services.find(
      (one) => one.service.id === 'billing',
    );
    if (service === undefined) throw new Error('no service');
    return service;
  };

  test('minimal props: how to connect, and no token', () => {
    const props: ws.ServiceClientProps = { system: 'shop', namespace: 'shop', service: serviceOf(open) };
    const objects = rendered((chart) => {
      new ws.ServiceClient(chart, 'Client', props);
    });
    expect(Object.keys(objects)).toEqual([
      'NetworkPolicy shop-main--billing-kafka',
      'ServiceAccount shop-main--billing',
      'ConfigMap shop-main--billing',
    ]);
    expect(objects['ServiceAccount shop-main--billing'].automountServiceAccountToken).toBe(false);
    expect(objects['ConfigMap shop-main--billing'].data['client.properties']).toBe(
      'bootstrap.servers=kafka-kafka-bootstrap.kafka:9092\nsecurity.protocol=PLAINTEXT\nauto.offset.reset=earliest\n',
    );
  });

  test('all the props: a KafkaUser, and the rights in Kubernetes that the service has', () => {
    const base = serviceOf(dev);
    const kubernetes = [{ apiGroup: '', resources: ['pods'], verbs: ['get'], why: 'It looks' }];
    const props: Required<ws.ServiceClientProps> = {
      system: 'shop',
      namespace: 'kafka',
      service: { ...base, service: { ...base.service, kubernetes } },
    };
    const objects = rendered((chart) => {
      new ws.ServiceClient(chart, 'Client', props);
    });
    expect(objects['KafkaUser shop-main--billing'].spec.authentication).toEqual({ type: 'tls' });
    expect(objects['Role shop-main--billing'].rules).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
    ]);
    expect(objects['ServiceAccount shop-main--billing'].automountServiceAccountToken).toBe(true);
  });
});

describe('Workbench', () => {
  test('minimal props: a pod that reaches the brokers', () => {
    const props: ws.WorkbenchProps = { environment: open, system: 'shop', namespace: 'shop' };
    const objects = rendered((chart) => {
      new ws.Workbench(chart, 'Workbench', props);
    });
    expect(Object.keys(objects)).toEqual([
      'NetworkPolicy shop-workbench',
      'ServiceAccount shop-workbench',
      'ConfigMap shop-workbench',
      'Deployment shop-workbench',
    ]);
    const [container] = objects['Deployment shop-workbench'].spec.template.spec.containers;
    expect([container.image, container.command]).toEqual([
      'docker.io/apache/kafka:4.2.0',
      ['sleep', 'infinity'],
    ]);
  });

  test('all the props: with a principal and its credentials', () => {
    const roles = ws.reads(queue.family, 'workbench-looks');
    const props: Required<ws.WorkbenchProps> = {
      environment: dev,
      system: 'shop',
      namespace: 'kafka',
      principals: ws.principalFor(dev, { name: 'looker', purpose: 'Looks', roles }),
      groupPrefix: 'looks-',
    };
    const objects = rendered((chart) => {
      new ws.Workbench(chart, 'Workbench', props);
    });
    expect(objects['KafkaUser looker'].metadata.namespace).toBe('kafka');
    const { volumes, containers } = objects['Deployment shop-workbench'].spec.template.spec;
    expect(containers[0].env).toContainEqual({ name: 'KAFKA_GROUP_PREFIX', value: 'looks-' });
    expect(volumes[0].secret.secretName).toBe('looker');
  });
});
