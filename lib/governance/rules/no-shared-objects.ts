import { firstOf } from '../../model/text/first-of.ts';
import type { Problem } from '../../model/text/problem.ts';
import { type ClusterRule, inEnvironment, type RenderedObjects } from '../rule.ts';

export const noSharedObjects: ClusterRule = {
  id: 'no-shared-objects',
  on: 'clusters',
  what: 'No two environments of one cluster render the same object.',
  why: 'Whichever is applied last overwrites the other, and pruning one deletes what the other needs.',
  fix: 'Give one of the two namespaces of its own, or say under `cluster` that they are on different clusters.',
  level: 'error',
  check: (rendered) =>
    rendered.flatMap((later, index) =>
      rendered
        .slice(0, index)
        .filter(({ environment }) => environment.cluster === later.environment.cluster)
        .flatMap((earlier) => ofPair(earlier, later)),
    ),
};

/** Objects of a pair that are named; the rest is a number. */
const most = 3;

function ofPair(earlier: RenderedObjects, later: RenderedObjects): Problem[] {
  const same = [...later.objects].filter((id) => earlier.objects.has(id));
  if (same.length === 0) return [];
  const { environment } = later;
  const [a, b] = [earlier.environment.environment, environment.environment];
  const what = `on this cluster ${a} and ${b} both render ${firstOf(same, most)}`;
  return [
    inEnvironment(noSharedObjects, environment, ['cluster'], what, fixOf(earlier, later), `${a} and ${b}`),
  ];
}

function fixOf({ environment: a }: RenderedObjects, { environment: b }: RenderedObjects): string {
  const keys = [
    ...(a.kafka.namespace === b.kafka.namespace ? ['kafka.namespace'] : []),
    ...Object.entries(b.workloads.namespaces)
      .filter(([system, namespace]) => a.workloads.namespaces[system] === namespace)
      .map(([system]) => `workloads.namespaces.${system}`),
    ...Object.entries(b.queues.executorClasses)
      .filter(([name, terms]) => a.queues.executorClasses[name]?.namespace === terms.namespace)
      .map(([name]) => `queues.executorClasses.${name}.namespace`),
    ...(a.gitops !== 'none' && b.gitops !== 'none' && a.gitops.namespace === b.gitops.namespace
      ? ['gitops.namespace']
      : []),
  ];
  const other = 'say another cluster where they are on different ones';
  return keys.length === 0
    ? other
    : `write another value for ${keys.join(', ')} in one of the two, or ${other}`;
}
