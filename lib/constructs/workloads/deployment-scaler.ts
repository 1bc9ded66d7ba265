import { Construct } from 'constructs';
import { ScaledObject, ScaledObjectSpecTriggersAuthenticationRefKind } from '../../../imports/keda.sh.ts';
import { secondsOf } from '../../model/text/duration.ts';
import { type Credentials, credentialsFor } from '../../policies/credentials.ts';
import type { ResolvedScaledConsumer, ResolvedServiceScaler } from '../../policies/resolved-scaler.ts';
import { AclPolicy } from '../kafka/acl-policy.ts';
import { CredentialBridge } from '../kafka/credential-bridge.ts';
import { metadata } from '../metadata.ts';
import { kafkaTrigger, ScalerAuthentication } from './scaler-trigger.ts';

export interface DeploymentScalerProps {
  /** What its objects are part of. */
  readonly system: string;
  /** Namespace of the Deployments. */
  readonly namespace: string;
  /** One of a resolved system's `scalers`. */
  readonly scaler: ResolvedServiceScaler;
}

/**
 * The ScaledObjects of a service's Deployments, and what KEDA needs to measure their lag: a KafkaUser, its credentials
 * and a TriggerAuthentication. The Deployments are the team's. Decision 0016 says why each number is as it is.
 */
export class DeploymentScaler extends Construct {
  constructor(scope: Construct, id: string, props: DeploymentScalerProps) {
    super(scope, id);
    const { system, namespace, scaler } = props;
    const { environment, principal } = scaler;
    const component = scaler.service.service.id;
    const consumers = scaler.consumers.filter(({ topics }) => topics.length > 0);
    if (principal !== undefined) new AclPolicy(this, 'Access', { environment, system, component, principal });
    const credentials = principal && credentialsFor(environment, principal.name, namespace);
    if (credentials !== undefined && consumers.length > 0) {
      const common = { environment, system, component, namespace, credentials };
      new CredentialBridge(this, 'Credentials', common);
      new ScalerAuthentication(this, 'Authentication', common);
    }
    for (const consumer of consumers) this.scaledObject(consumer, component, credentials, props);
  }

  private scaledObject(
    consumer: ResolvedScaledConsumer,
    component: string,
    credentials: Credentials | undefined,
    { system, namespace, scaler: { environment } }: DeploymentScalerProps,
  ): ScaledObject {
    const { name, deployment, topics, minReplicas, maxReplicas, cooldown, pollingInterval } = consumer;
    const stops = minReplicas.value === 0;
    return new ScaledObject(this, name, {
      metadata: metadata(environment, { kind: 'ScaledObject', name, namespace, system, component }),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment.value },
        minReplicaCount: minReplicas.value,
        maxReplicaCount: maxReplicas.value,
        // No fallback: while KEDA takes one it counts no errors, and the alert would end before the failure does.
        // KEDA itself only wakes a Deployment and stops it; in between its autoscaler asks at its own pace.
        ...(stops
          ? {
              pollingInterval: secondsOf(pollingInterval.value),
              cooldownPeriod: secondsOf(cooldown.value),
            }
          : {}),
        advanced: {
          // Without its scaler a Deployment that is stopped would stay stopped, and no one would read.
          ...(stops ? { restoreToOriginalReplicaCount: true } : {}),
          horizontalPodAutoscalerConfig: {
            // Each replica that goes makes the group rebalance.
            behavior: { scaleDown: { stabilizationWindowSeconds: secondsOf(cooldown.value) } },
          },
        },
        triggers: topics.map(({ topic, group, lagPerReplica }) => ({
          name: triggerName(consumer, topic.name.value, group.value),
          ...kafkaTrigger(
            {
              environment,
              topic: topic.name.value,
              group: group.value,
              lagThreshold: lagPerReplica.value,
              credentials,
            },
            ScaledObjectSpecTriggersAuthenticationRefKind.TRIGGER_AUTHENTICATION,
          ),
        })),
      },
    });
  }
}

/** KEDA wants it unique in its object, and a Deployment may read one topic in two groups. */
function triggerName({ topics }: ResolvedScaledConsumer, topic: string, group: string): string {
  const groups = topics.filter((one) => one.topic.name.value === topic).length;
  return groups === 1 ? topic : `${topic} ${group}`;
}
