import { joinObjectName } from '../../naming/object-name.ts';
import { matches, series } from '../alerts/promql.ts';
import type { ResolvedSystem } from '../resolve.ts';
import { panel, type ResolvedDashboard, uidOf } from './dashboard.ts';
import {
  dispatcherRow,
  failureRow,
  jobsRow,
  promiseRow,
  readingRow,
  replicasRow,
  storagePanel,
  writingPanels,
} from './rows.ts';
import { alerts, type Scope, topics, variablesOf } from './scope.ts';

/** @returns undefined where the environment has no alerts, or the system no topics there */
export function systemDashboard(system: ResolvedSystem): ResolvedDashboard | undefined {
  const { environment, declaration, families } = system;
  if (environment.alerts === 'off' || families.length === 0) return undefined;
  const { id } = declaration;
  const scope: Scope = { environment, systems: [system], system: id };
  const partitions = series('kafka_topic_partitions', matches('namespace', [environment.kafka.namespace]));
  return {
    object: joinObjectName(environment.kafka.cluster, 'dashboard', id),
    uid: uidOf(environment.environment, id),
    title: `${id} in ${environment.environment}`,
    tags: ['workstreams', environment.environment, id],
    variables: variablesOf(scope),
    firing: alerts(scope, 'alertstate="firing"'),
    rows: [
      promiseRow(scope),
      readingRow(scope),
      { title: 'Throughput', panels: writingPanels(scope) },
      ...failureRow(scope),
      ...dispatcherRow(scope),
      ...jobsRow(scope),
      ...replicasRow(scope),
      {
        title: 'Budget',
        panels: [
          panel('Partitions', 'What the chosen topics take of the partition budget.', 'short', [
            [`sum(${partitions} and on (topic) ${topics(scope)})`, 'partitions'],
            [`vector(${environment.topics.partitionBudget})`, 'budget', 'threshold'],
          ]),
          storagePanel(scope),
        ],
      },
    ],
  };
}
