import { describe, expect, test } from '@jest/globals';
import { principal } from '../../lib/policies/principals.ts';
import * as ws from '../../lib/index.ts';
import { dev, open, rendered, resolvedShop } from '../support/program.ts';

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
    const looks: ws.Role = { role: 'observer', topic: { prefix: 'shop.' }, group: { prefix: 'looks-' } };
    const props: Required<ws.WorkbenchProps> = {
      environment: dev,
      system: 'shop',
      namespace: 'kafka',
      principals: principal(dev, 'looker', 'workbench', 'Looks', [looks], undefined),
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
