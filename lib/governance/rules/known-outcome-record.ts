import { suggestion } from '../../model/text/nearest.ts';
import { formatDuration } from '../../model/text/duration.ts';
import type { Problem } from '../../model/text/problem.ts';
import type { ResolvedFamily } from '../../policies/resolved-topic.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const knownOutcomeRecord: EnvironmentRule = {
  id: 'known-outcome-record',
  on: 'environment',
  what: 'The record of outcomes of a queue is another topic of its system, not of class work, and keeps a key as long as the queue keeps a message.',
  why: 'Jobs do again what the record no longer has: a message that comes twice would be done twice.',
  fix: 'Name a topic of the system under `scaling.outcomes`, and give it the retention of the queue or more, or `cleanup: compact`.',
  level: 'error',
  check: ({ systems }) =>
    systems.flatMap(({ families }) => families.flatMap((family) => checkQueue(family, families))),
};

function checkQueue(queue: ResolvedFamily, families: readonly ResolvedFamily[]): Problem[] {
  const { contract } = queue;
  const record = contract.terms.scaling?.outcomes;
  if (record === undefined) return [];
  const say = (what: string, fix: string) =>
    inContract(knownOutcomeRecord, contract, ['scaling', 'outcomes'], what, fix);
  const known = families.filter(
    ({ contract: other, tenant }) => other.address.class !== 'work' && tenant === queue.tenant,
  );
  const found = known.filter(({ contract: other }) => other.address.topic === record);
  if (found.length === 0) {
    const names = known.map(({ contract: other }) => other.address.topic);
    return [
      say(
        `the system has no topic "${record}" that could be a record: one of another class than work`,
        names.length === 0 ? 'add its contract' : suggestion(record, names),
      ),
    ];
  }
  const kept = retentionOf(queue);
  return found
    .filter((one) => !isCompactedAlone(one) && retentionOf(one) < kept)
    .map((one) =>
      say(
        `${one.source.name.value} keeps an outcome for ${formatDuration(retentionOf(one))}, and the queue a message for ${shown(kept)}`,
        `write retention ${shown(kept)} or more for ${one.address}, or cleanup: compact`,
      ),
    );
}

function shown(kept: number): string {
  return Number.isFinite(kept) ? formatDuration(kept) : 'endless';
}

function isCompactedAlone({ source }: ResolvedFamily): boolean {
  return source.config['cleanup.policy']?.value.join() === 'compact';
}

/** Milliseconds; endless is more than any. */
function retentionOf({ source }: ResolvedFamily): number {
  const kept = source.config['retention.ms']?.value;
  return typeof kept === 'number' && kept >= 0 ? kept : Number.POSITIVE_INFINITY;
}
