import type { Environment } from '../../model/terms/environment.ts';
import type { ResolvedAlert } from './alert.ts';
import { above, indented, joined, lookedUp, thresholds } from './joined.ts';
import { matches, series } from './promql.ts';
import type { JoinedAlert } from './threshold.ts';

/** The alerts on each retry topic that a dispatcher of ours is for. */
export const dispatcherAlertNames = [
  'KafkaRetriesBehind',
  'KafkaRetriesStuck',
  'KafkaRetriesFailing',
] as const satisfies readonly JoinedAlert[];

/** Seconds behind its time from which a message is late, and from which it counts that none is dispatched. */
export const lateSeconds = { behind: 60, stuck: 300 };
/** Writes that failed within 10 minutes: fewer are a broker that was started again. */
export const failedWrites = 5;

/** Alerts on what dispatchers do. @param namespaces where they run; none: no alerts */
export function dispatcherAlerts(environment: Environment, namespaces: readonly string[]): ResolvedAlert[] {
  if (namespaces.length === 0) return [];
  const here = matches('namespace', namespaces);
  const retries = thresholds(environment, 'topic', 'dispatched="true"');
  const behind = `max by (topic) (${series('workstreams_dispatcher_behind_seconds', here)})`;
  const increase = (what: string) =>
    `sum by (topic) (increase(${series(`workstreams_dispatcher_${what}_total`, here)}[10m]))`;
  const later = (seconds: number) => above(behind, ['topic'], `0 * ${retries} + ${seconds}`);
  const done = `(${increase('messages')} + ${increase('dead_letters')}) > 0`;
  const failures = `label_replace(${increase('write_failures')}, "source_topic", "$1", "topic", "(.+)")`;
  const props = {
    environment,
    more: { contact: lookedUp(environment, 'topic', 'contact', 'source_topic') },
  };
  return [
    joined('KafkaRetriesBehind', { ...props, by: ['topic'], expr: later(lateSeconds.behind) }),
    joined('KafkaRetriesStuck', {
      ...props,
      by: ['topic'],
      // Also where no dispatcher says anything of the topic: it is gone, or no one asks it.
      expr: `(\n${indented(later(lateSeconds.stuck))}\n  unless on (topic) ${done}\n)\nor (0 * ${retries} unless on (topic) ${behind})`,
    }),
    joined('KafkaRetriesFailing', {
      ...props,
      by: [],
      expr: above(
        `sum by (source_topic) (${failures})`,
        ['source_topic'],
        `0 * ${retries} + ${failedWrites}`,
      ),
    }),
  ];
}
