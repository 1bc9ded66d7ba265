import { messagesOf } from '../../model/catalog.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { Problem } from '../../model/text/problem.ts';
import { annotationNames } from '../../model/schemas/annotations.ts';
import { contractFields } from '../../model/schemas/contract-fields.ts';
import { piiLevels, type SchemaField } from '../../model/schemas/schema-fields.ts';
import { type CatalogRule, inContract } from '../rule.ts';
import { isOpen } from './no-open-questions.ts';

export const piiAnnotated: CatalogRule = {
  id: 'pii-annotated',
  on: 'catalog',
  what: "A contract's PII level is the highest of its fields' annotations (`x-pii`), and keys have none.",
  why: 'Who redacts, encrypts or forgets goes by the fields; who grants access goes by the contract. Keys and headers are seen by everyone.',
  fix: 'Annotate each field that may hold personal data with `x-pii: low` or `high`, and write the highest as `pii`.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      if (isOpen(contract, 'pii', 'schema')) return [];
      const shared = messagesOf(catalog, contract.address.system);
      const { value, key } = contractFields(contract, shared);
      return [...ofValue(contract, value), ...ofKey(contract, value, key)];
    }),
};

function ofValue(contract: Contract, fields: readonly SchemaField[]): Problem[] {
  const name = nameIn(contract);
  const annotated = fields.filter(({ pii }) => pii !== undefined);
  const wrong = annotated.filter(({ pii }) => !piiLevels.some((level) => level === pii));
  if (wrong.length > 0) {
    return wrong.map(({ path, pii }) =>
      say(
        contract,
        `${shown(path)} has ${name} ${JSON.stringify(pii)}`,
        `write one of ${piiLevels.join(', ')}`,
      ),
    );
  }
  const highest = Math.max(0, ...annotated.map(({ pii }) => levelOf(pii)));
  const said = levelOf(contract.terms.pii);
  if (highest === said) return [];
  const level = piiLevels[highest];
  const first = annotated.find(({ pii }) => levelOf(pii) === highest);
  return [
    highest > said
      ? say(
          contract,
          `pii is ${contract.terms.pii}, and ${shown(first?.path ?? '')} of the schema has ${name} ${level}`,
          `write pii: ${level}, or take the field out`,
        )
      : say(
          contract,
          `pii is ${contract.terms.pii}, and no field of the schema says so${highest === 0 ? '' : `: the highest is ${level}`}`,
          `annotate the fields with ${name}: ${contract.terms.pii}, or write pii: ${level}`,
        ),
  ];
}

function ofKey(
  contract: Contract,
  fields: readonly SchemaField[],
  keyFields: readonly SchemaField[],
): Problem[] {
  const { field } = contract.terms.key;
  const personal = [
    ...keyFields.filter(({ pii }) => levelOf(pii) > 0),
    ...fields.filter(({ path, pii }) => path === field && levelOf(pii) > 0),
  ];
  return personal.length === 0
    ? []
    : [
        inContract(
          piiAnnotated,
          contract,
          ['key', 'field'],
          `the key "${field}" has ${nameIn(contract)} ${String(personal[0]?.pii)}: keys are never encrypted, and compaction keeps them`,
          'take an id that tells nothing of the person',
        ),
      ];
}

const nameIn = ({ terms }: Contract): string => annotationNames[terms.schema.format].pii;

function say(contract: Contract, what: string, fix: string): Problem {
  return inContract(piiAnnotated, contract, ['pii'], what, fix);
}

function levelOf(level: unknown): number {
  return Math.max(
    0,
    piiLevels.findIndex((one) => one === level),
  );
}

function shown(path: string): string {
  return path === '' ? 'the value' : `"${path}"`;
}
