import { KafkaCluster } from '../constructs/kafka-cluster.ts';
import { KafkaOwnerFragment } from '../constructs/kafka-owner-fragment.ts';
import { Mirror } from '../constructs/mirror.ts';
import type { Resolved } from '../policies/resolve.ts';
import type { Unit } from './system.ts';

/** What belongs to no system: the cluster itself or what its owner must set, and the mirror of other regions. */
export function platformUnits(resolved: Resolved): Unit[] {
  const { environment, mirror } = resolved;
  const cluster: Unit =
    environment.kafka.provision === 'owner'
      ? {
          name: 'kafka-owner-fragment',
          build: (chart) => {
            new KafkaOwnerFragment(chart, 'Fragment', { resolved });
          },
        }
      : {
          name: 'kafka',
          build: (chart) => {
            new KafkaCluster(chart, 'Kafka', { resolved });
          },
        };
  return mirror === undefined
    ? [cluster]
    : [
        cluster,
        {
          name: 'mirror',
          build: (chart) => {
            new Mirror(chart, 'Mirror', { environment, mirror });
          },
        },
      ];
}
