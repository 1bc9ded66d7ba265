import type { Contract } from '../../model/terms/contract.ts';
import { type OperationsTopic, operationsTopics } from '../../model/operations/operations-topics.ts';
import type { SystemDeclaration } from '../../model/terms/system.ts';
import { suggestion } from '../../model/text/nearest.ts';
import type { Problem } from '../../model/text/problem.ts';
import { type CatalogRule, inContract, inSystem } from '../rule.ts';

export const knownOperationsTopic: CatalogRule = {
  id: 'known-operations-topic',
  on: 'catalog',
  asksAll: true,
  what: 'The topics that a system names under `operations` are its own: a journal that is compacted, audit of class aud, metrics of class met.',
  why: 'A journal that deletes by age forgets which dead letters were handled: the next redrive does them again.',
  fix: 'Write the folder of a topic of the system, and `cleanup: compact` in the contract of the journal.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.systems.flatMap((system) =>
      operationsTopics(system, catalog.contracts).flatMap((one) => judged(system, one, catalog.contracts)),
    ),
};

const classes = { audit: 'aud', metrics: 'met' } as const;

function judged(
  system: SystemDeclaration,
  { as, topic, path, contracts }: OperationsTopic,
  all: readonly Contract[],
): Problem[] {
  const say = (what: string, fix: string) => [
    inSystem(knownOperationsTopic, system, path, what, fix, system.id),
  ];
  const [newest] = contracts;
  if (newest === undefined) {
    const known = all
      .filter(({ address }) => address.system === system.id)
      .map(({ address }) => address.topic);
    return say(`no topic "${topic}" in system ${system.id}`, suggestion(topic, [...new Set(known)]));
  }
  const folders = new Set(contracts.map(({ address }) => `${address.context}/${address.class}`));
  if (folders.size > 1) {
    const where = [...folders].sort().join(' and ');
    return say(`"${topic}" is the name of topics in ${where}`, 'name one that is there once');
  }
  if (as !== 'journal') {
    const { class: found } = newest.address;
    const wanted = classes[as];
    if (found === wanted) return [];
    return say(`"${topic}" is of class ${found}`, `name a topic of class ${wanted}`);
  }
  return ofJournal(system.id, newest);
}

function ofJournal(system: string, journal: Contract): Problem[] {
  const { cleanup, schema } = journal.terms;
  if (cleanup !== 'compact') {
    const what = `"${cleanup}" on the journal of ${system}: what it has done would be forgotten`;
    return [inContract(knownOperationsTopic, journal, ['cleanup'], what, 'write compact')];
  }
  if (schema.format === 'json-schema' && schema.wireFormat === 'plain') return [];
  const what = `the journal of ${system} is written as JSON, without the id of a schema`;
  const fix = 'write schema: { format: json-schema, compatibility: backward, wireFormat: plain }';
  return [inContract(knownOperationsTopic, journal, ['schema', 'wireFormat'], what, fix)];
}
