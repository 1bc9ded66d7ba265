import { z } from 'zod';
import { described } from './described.ts';
import { idField, objectNameField } from './fields.ts';
import { labels } from './object-terms.ts';

/** Where an environment's programs run. */
export const workloadsField = z.strictObject({
  namespaces: described(
    z.record(
      idField,
      described(objectNameField, 'Namespace of the programs of this system.', { examples: ['shop'] }),
    ),
    'Namespace of the programs of each system, by system.',
    { examples: [{ shop: 'shop' }] },
  ),
  externalNamespaces: described(
    z.array(objectNameField).default([]),
    'Namespaces named here that others create and own. They are not rendered, and no policy selects every pod in them. With `kafka.provision: owner` Kafka’s namespace is one of them without being listed.',
    { examples: [['shop']] },
  ),
  credentials: described(
    z.discriminatedUnion('delivery', [
      z.strictObject({
        delivery: described(
          z.literal('same-namespace'),
          'Programs run in Kafka’s namespace, and use the Secrets that Strimzi makes there.',
        ),
      }),
      z.strictObject({
        delivery: described(
          z.literal('kafka-access'),
          'Strimzi’s Access Operator copies the credentials to the namespace of the program.',
        ),
      }),
      z.strictObject({
        delivery: described(
          z.literal('external-secrets'),
          'The External Secrets Operator copies the credentials to the namespace of the program.',
        ),
        secretStore: described(
          objectNameField,
          'SecretStore in the namespace of each program, which reads the Secrets of Kafka’s namespace.',
          {
            examples: ['kafka'],
          },
        ),
      }),
    ]),
    'How the credentials of a KafkaUser reach a program in another namespace.',
    { examples: [{ delivery: 'same-namespace' }] },
  ),
  networkPolicy: described(
    z.literal('default-deny'),
    'NetworkPolicies of the programs: only what they need is allowed.',
  ),
  dns: described(
    z.strictObject({
      namespace: described(objectNameField, 'Namespace of the DNS pods.', { examples: ['kube-system'] }),
      labels: described(labels, 'Labels of the DNS pods.', { examples: [{ 'k8s-app': 'kube-dns' }] }),
    }),
    'DNS of the cluster, which every program may reach.',
  ),
  keda: described(
    z.union([z.literal('none'), objectNameField]),
    'Namespace of KEDA’s operator; `none`: KEDA scales nothing here.',
    { examples: ['keda', 'none'] },
  ),
});
