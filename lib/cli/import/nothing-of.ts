import { groupBy } from '../../model/groups.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { firstOf } from '../../model/text/first-of.ts';
import { type Problem, problem } from '../../model/text/problem.ts';
import type { LeftAlone } from './left-alone.ts';

/** How many of each list are named. */
const most = 10;

/**
 * That an export has nothing of the environment's Kafka that can be imported: why each object is left aside, else the
 * clusters and namespaces that are in it.
 */
export function nothingOf(
  exported: readonly Manifest[],
  { environment, kafka }: Environment,
  file: string,
  left: LeftAlone,
): Problem {
  const say = (what: string, fix: string) =>
    problem({ file, line: 1, column: 1 }, '', `nothing is imported of ${environment}: ${what}`, fix);
  const ours = exported.filter(({ kind }) => kind === 'KafkaTopic' || kind === 'KafkaUser');
  const here = new Set(
    ours
      .filter(
        ({ metadata: { namespace, labels } }) =>
          namespace === kafka.namespace && labels?.['strimzi.io/cluster'] === kafka.cluster,
      )
      .map(manifestId),
  );
  const told = left.entries().flatMap(({ reason, ids, odd }) => {
    const those = odd ? ids : ids.filter((id) => here.has(id));
    return those.length === 0 ? [] : [`${firstOf(those, most)} is left aside, ${reason}`];
  });
  if (told.length > 0) return say(firstOf(told, most, '; '), 'correct these objects, and export again');
  if (ours.length === 0)
    return say(
      'the export has no KafkaTopic and no KafkaUser',
      'export them of all namespaces: kubectl get kafkatopics,kafkausers -A -o yaml',
    );
  const groups = groupBy(ours, ({ metadata: { namespace, labels } }) => {
    const cluster = labels?.['strimzi.io/cluster'];
    const of = cluster === undefined ? 'without a cluster' : `of the cluster ${cluster}`;
    return `${of} ${namespace === undefined ? 'without a namespace' : `in the namespace ${namespace}`}`;
  });
  const has = [...groups].map(([where, those]) => `${those.length} ${where}`);
  const isBare = ours.some(({ metadata }) => metadata.namespace === undefined);
  return say(
    `its Kafka is the cluster ${kafka.cluster} in the namespace ${kafka.namespace}, and the export has ${firstOf(has, most)}`,
    isBare
      ? `manifests without a namespace are not an export: add --namespace ${kafka.namespace} if they are applied there`
      : 'name the environment that the export is of (--env), or correct kafka.namespace and kafka.cluster in its file',
  );
}
