import { itemsAt, textAt } from '../../model/plain-object.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

export const scalerUsesOwnCluster: ManifestRule = {
  id: 'scaler-uses-own-cluster',
  on: 'manifests',
  kinds: ['ScaledJob', 'ScaledObject'],
  what: "A scaler asks this environment's Kafka, with credentials of its own namespace.",
  why: "KEDA sends the scaler's credentials to whatever address the trigger names, and a ClusterTriggerAuthentication lends those of another namespace.",
  fix: "Name the environment's bootstrap address, and a TriggerAuthentication beside the ScaledJob.",
  level: 'error',
  check: ({ kafka }) => {
    const host = `${kafka.cluster}-kafka-bootstrap.${kafka.namespace}`;
    const hosts = [host, `${host}.svc`, `${host}.svc.cluster.local`];
    const ports = kafka.listeners.map(({ port }) => port);
    const own = new Set(hosts.flatMap((name) => ports.map((port) => `${name}:${port}`)));
    return (manifest) =>
      itemsAt(manifest, 'spec', 'triggers').flatMap(({ item, where }): ManifestFinding[] => {
        const kind = textAt(item, 'authenticationRef', 'kind');
        const kafkaTrigger = ['kafka', 'apache-kafka'].includes(textAt(item, 'type'));
        // `bootstrapServersFromEnv` takes the address from the pod, where no one sees it.
        const servers = textAt(item, 'metadata', 'bootstrapServers').split(',');
        const foreign = kafkaTrigger ? servers.filter((one) => !own.has(one.trim())) : [];
        return [
          ...(kind === '' || kind === 'TriggerAuthentication'
            ? []
            : [
                {
                  at: `${where}.authenticationRef`,
                  what: `a ${kind} lends credentials of another namespace`,
                  fix: 'use a TriggerAuthentication of this namespace',
                },
              ]),
          ...foreign.map((server) => ({
            at: `${where}.metadata.bootstrapServers`,
            what: server === '' ? 'no address' : `"${server}" is not this environment's Kafka`,
            fix: `write ${host}:${ports[0] ?? ''}`,
          })),
        ];
      });
  },
};
