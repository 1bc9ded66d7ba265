import { type Catalog, messagesOf } from '../../model/catalog.ts';
import { type OperationsTopic, operationsTopics } from '../../model/operations/operations-topics.ts';
import { auditNames, journalSample, metricNames, sampleOf } from '../../model/operations/records.ts';
import { filledTemplate, unknownNames } from '../../model/operations/template.ts';
import { carriedSchema } from '../../model/schemas/carried-schema.ts';
import { messageBytes } from '../../model/schemas/message-bytes.ts';
import { messageReader } from '../../model/schemas/message-reader.ts';
import type { SystemDeclaration } from '../../model/terms/system.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { type Problem, printable } from '../../model/text/problem.ts';
import { type CatalogRule, inSystem } from '../rule.ts';
import { isOpen } from './no-open-questions.ts';

export const operationsMessageFits: CatalogRule = {
  id: 'operations-message-fits',
  on: 'catalog',
  asksAll: true,
  what: 'What operators write to the journal, to audit and to metrics is a message of the schema of that topic.',
  why: 'A redrive would stop at its first batch: what it does and the record of it are written together, or not at all.',
  fix: 'Write the `message` so that it has what the schema asks for; the schema of a journal is `urn:workstreams:OperationsJournal:v1`.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.systems.flatMap((system) =>
      operationsTopics(system, catalog.contracts).flatMap((one) => judged(catalog, system, one)),
    ),
};

const names = { audit: auditNames, metrics: metricNames } as const;

function judged(catalog: Catalog, system: SystemDeclaration, one: OperationsTopic): Problem[] {
  const { as, message, path } = one;
  const at = as === 'journal' ? path : ['operations', as, ...(message === undefined ? [] : ['message'])];
  const say = (what: string, fix: string) =>
    inSystem(operationsMessageFits, system, at, what, fix, system.id);
  if (as !== 'journal') {
    const known = Object.keys(names[as]);
    const unknown = unknownNames(message, known);
    if (unknown.length > 0)
      return unknown.map((name) =>
        say(`{${name}} is not a name of the ${as} record`, suggestion(name, known)),
      );
  }
  const reason = refusal(catalog, system, one);
  return reason === undefined
    ? []
    : [
        say(
          `with a sample in it, it is not a message of ${one.topic}: ${printable(reason)}`,
          as === 'journal'
            ? 'let the schema of the journal be { "$ref": "urn:workstreams:OperationsJournal:v1" }, and its key.field subject'
            : 'compare it with the schema of the topic',
        ),
      ];
}

/** Why a sample of ours is not a message of the topic; undefined where it is one, or the schema is not known yet. */
function refusal(
  catalog: Catalog,
  { id }: SystemDeclaration,
  { as, message, contracts: [contract] }: OperationsTopic,
): string | undefined {
  if (contract === undefined || isOpen(contract, 'key', 'schema')) return undefined;
  const shared = messagesOf(catalog, id);
  const value =
    as === 'journal'
      ? journalSample
      : message === undefined
        ? sampleOf(names[as])
        : filledTemplate(message, sampleOf(names[as]));
  try {
    const written = messageBytes(contract, value, shared);
    if (written === undefined) return `it has no key: ${contract.terms.key.field}`;
    const read = messageReader(carriedSchema(contract, shared))(written.value);
    return read.ok ? undefined : read.reason;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
