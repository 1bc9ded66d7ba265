import { Construct } from 'constructs';
import { PrometheusRule, PrometheusRuleSpecGroupsRulesExpr } from '../../../imports/monitoring.coreos.com.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { ResolvedAlert, ResolvedRecording, ResolvedRules } from '../../policies/alerts/alert.ts';
import { metadata } from '../metadata.ts';

export interface PrometheusRulesProps {
  readonly environment: Environment;
  readonly system: string;
  /** What the rules are about: the topic's object, or `platform`. */
  readonly component: string;
  /** None where the environment has no alerts: nothing is rendered then. */
  readonly rules: ResolvedRules | undefined;
}

/** Alerts and recordings of one unit. They lie in Kafka's namespace, where most of their series come from. */
export class PrometheusRules extends Construct {
  constructor(scope: Construct, id: string, { environment, system, component, rules }: PrometheusRulesProps) {
    super(scope, id);
    if (rules === undefined) return;
    new PrometheusRule(this, 'Resource', {
      metadata: metadata(environment, {
        kind: 'PrometheusRule',
        name: rules.object,
        namespace: environment.kafka.namespace,
        system,
        component,
        labels: environment.monitoring.labels,
      }),
      spec: {
        groups: rules.groups.map(({ name, interval, rules: all }) => ({
          name,
          ...(interval === undefined ? {} : { interval }),
          rules: all.map(rule),
        })),
      },
    });
  }
}

function rule(one: ResolvedAlert | ResolvedRecording) {
  const expr = PrometheusRuleSpecGroupsRulesExpr.fromString(one.expr);
  return 'record' in one
    ? { record: one.record, expr, ...(one.labels === undefined ? {} : { labels: one.labels }) }
    : { alert: one.name, expr, for: one.for, labels: one.labels, annotations: one.annotations };
}
