import { Construct } from 'constructs';
import { PodMonitor, type PodMonitorSpec } from '../../../imports/monitoring.coreos.com.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { scrapeSeconds } from '../../model/metrics.ts';
import { metadata } from '../metadata.ts';

export interface MetricsMonitorProps {
  readonly environment: Environment;
  /** `kafka`, `mirror` */
  readonly component: string;
  /** What `strimzi.io/cluster` is on the pods. */
  readonly cluster: string;
}

/** Lets Prometheus ask the pods of a Strimzi cluster for their metrics; nothing where the environment has no alerts. */
export class MetricsMonitor extends Construct {
  constructor(scope: Construct, id: string, { environment, component, cluster }: MetricsMonitorProps) {
    super(scope, id);
    if (environment.alerts === 'off') return;
    new PodMonitor(this, 'Resource', {
      metadata: metadata(environment, {
        kind: 'PodMonitor',
        name: cluster,
        namespace: environment.kafka.namespace,
        system: 'platform',
        component,
        labels: environment.monitoring.labels,
      }),
      spec: monitorSpec(cluster),
    });
  }
}

/** Brokers, Kafka exporter and MirrorMaker all give metrics at the port that Strimzi calls so (9404). */
export function monitorSpec(cluster: string): PodMonitorSpec {
  return {
    selector: { matchLabels: { 'strimzi.io/cluster': cluster } },
    podMetricsEndpoints: [{ port: 'tcp-prometheus', path: '/metrics', interval: `${scrapeSeconds}s` }],
  };
}
