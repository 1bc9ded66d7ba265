import { lagMetric } from '../../model/metrics.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { Duration } from '../../model/text/duration.ts';
import type { ResolvedAlert } from './alert.ts';
import { above, indented, joined, lookedUp, thresholds } from './joined.ts';
import { aboveReading } from './reading-alerts.ts';
import { matches, range, series } from './promql.ts';

/** Of the failed jobs that KEDA keeps, so many in the last hour are no accident. */
const tooManyFailed = 3;

/** A round that ends well is a job that ends well. Its group says less, for each round moves it to the end. */
export function canaryAlerts(
  environment: Environment,
  namespaces: readonly string[],
  rounds: Duration | number,
): ResolvedAlert[] {
  const by = ['namespace', 'cronjob'];
  const succeeded = series('kube_cronjob_status_last_successful_time', matches('namespace', namespaces));
  const all = thresholds(environment, 'canary');
  return [
    joined('KafkaCanarySilent', {
      environment,
      by,
      more: { contact: lookedUp(environment, 'topic', 'contact', 'source_topic') },
      expr: `${above(`time() - max by (namespace, cronjob) (${succeeded})`, by, all)}\nor (${all} unless on (namespace, cronjob) last_over_time(${succeeded}[${range(rounds)}]))`,
    }),
  ];
}

/** Alerts on the jobs that drain queues. @param namespaces where they run */
export function jobAlerts(environment: Environment, namespaces: readonly string[]): ResolvedAlert[] {
  const here = matches('namespace', namespaces);
  const subject = ['namespace', 'owner_name'];
  const contact = lookedUp(environment, 'topic', 'contact', 'source_topic');
  const jobs = thresholds(environment, 'jobs');
  const owner = `on (namespace, job_name) group_left (owner_name)\n  max by (namespace, job_name, owner_name) (${series('kube_job_owner', here, 'owner_kind="ScaledJob"')})`;
  const ofJob = (metric: string, ...matchers: string[]) =>
    `max by (namespace, job_name) (${series(metric, here, ...matchers)})`;
  const props = { environment, by: subject, more: { contact } };
  return [
    joined('KedaScalerErrors', {
      ...props,
      by: ['scaledJob'],
      expr: above(
        scalerErrors('scaled_job', 'scaledJob', namespaces),
        ['namespace', 'scaledJob'],
        `label_replace(0 * ${jobs}, "scaledJob", "$1", "owner_name", "(.+)")`,
      ),
    }),
    joined('KedaJobsFailing', {
      ...props,
      expr: above(
        `count by (namespace, owner_name) (
  (time() - ${ofJob('kube_job_status_start_time')}) * ${owner}
  < on (namespace, owner_name) group_left () max by (namespace, owner_name) (${thresholds(environment, 'failedJobs')})
  and on (namespace, job_name) ${series('kube_job_failed', here, 'condition="true"')} == 1
)`,
        subject,
        `0 * ${jobs} + ${tooManyFailed}`,
        { comparison: '>=' },
      ),
    }),
    joined('KedaJobsAtMaximum', {
      ...props,
      expr: `(\n${indented(
        above(
          `sum by (namespace, owner_name) (\n  ${ofJob('kube_job_status_active')} * ${owner}\n)`,
          subject,
          jobs,
          { comparison: '>=' },
        ),
      )}\n)\nand on (namespace, owner_name) (\n${indented(above(lagByQueue(environment), ['source_topic'], jobs))}\n)`,
    }),
  ];
}

/** Unread messages of a queue, under its former name as well. */
function lagByQueue(environment: Environment): string {
  const lag = series(lagMetric, matches('namespace', [environment.kafka.namespace]));
  const counted = aboveReading(lag, `0 * ${thresholds(environment, 'reading')}`);
  return `sum by (source_topic) (max by (source_topic, consumergroup, topic) (\n${indented(counted)}\n))`;
}

/** Alerts on the Deployments that KEDA scales. @param namespaces where they run */
export function scalerAlerts(environment: Environment, namespaces: readonly string[]): ResolvedAlert[] {
  const subject = ['namespace', 'deployment'];
  const deployments = thresholds(environment, 'deployment');
  const lag = series(lagMetric, matches('namespace', [environment.kafka.namespace]));
  const replicas = `max by (namespace, deployment) (${series('kube_deployment_spec_replicas', matches('namespace', namespaces))})`;
  const waiting = above(lag, ['consumergroup', 'topic'], thresholds(environment, 'deploymentLag'));
  return [
    joined('KedaScaledObjectErrors', {
      environment,
      by: ['scaledObject'],
      more: { contact: lookedUp(environment, 'deployment', 'contact', 'system', 'scaledObject') },
      expr: above(
        scalerErrors('scaled_object', 'scaledObject', namespaces),
        ['namespace', 'scaledObject'],
        `0 * ${deployments}`,
      ),
    }),
    joined('KedaReplicasAtMaximum', {
      environment,
      by: subject,
      more: { contact: lookedUp(environment, 'deployment', 'contact', 'system', 'deployment') },
      expr: `(\n${indented(above(replicas, subject, deployments, { comparison: '>=' }))}\n)\nand on (namespace, deployment) (\n${indented(waiting)}\n)`,
    }),
  ];
}

/**
 * How often KEDA failed to measure. Whose namespace it is depends on whether the scrape honours the labels of the
 * operator.
 * @param what of its counters: `keda_<what>_errors_total`
 * @param label that names the objects
 */
function scalerErrors(
  what: 'scaled_job' | 'scaled_object',
  label: 'scaledJob' | 'scaledObject',
  namespaces: readonly string[],
): string {
  const errors = (where: string, ...matchers: string[]) =>
    `increase(${series(`keda_${what}_errors_total`, matches(where, namespaces), ...matchers)}[10m])`;
  return `sum by (namespace, ${label}) (
  ${errors('namespace', 'exported_namespace=""')}
  or label_replace(${errors('exported_namespace')}, "namespace", "$1", "exported_namespace", "(.+)")
)`;
}
