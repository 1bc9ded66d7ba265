import { systemOf } from '../../model/catalog.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { SystemDeclaration } from '../../model/terms/system.ts';
import { type Problem, received } from '../../model/text/problem.ts';
import { type CatalogRule, inContract } from '../rule.ts';
import { isOpen } from './no-open-questions.ts';

/** "Avro or Protobuf preferred. JSON allowed for external bridges only" (OmniNode, Schema Strategy). */
export const knownSchemaFormat: CatalogRule = {
  id: 'known-schema-format',
  on: 'catalog',
  what: 'A contract has a format of its system: of `schemas.formats`, or of `schemas.bridges` if it says under `bridge` who is on the other side.',
  why: 'Clients of a system carry the serializers of its formats only, and a registry keeps what it can compare.',
  fix: 'Write the schema in a format of the system, or say under `bridge` who outside reads or writes the topic.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const system = systemOf(catalog, contract.address.system);
      return system === undefined || isOpen(contract, 'schema') ? [] : judged(contract, system);
    }),
};

function judged(contract: Contract, { id, schemas: { formats, bridges } }: SystemDeclaration): Problem[] {
  const { bridge, schema } = contract.terms;
  const file = `contracts/${id}/system.yaml`;
  if (bridge !== undefined && bridges.length === 0) {
    const fix = `remove it, or name the formats of bridges under schemas.bridges in ${file}`;
    const what = `${id} has no formats for bridges: it changes nothing`;
    return [inContract(knownSchemaFormat, contract, ['bridge'], what, fix)];
  }
  const allowed = bridge === undefined ? formats : [...new Set([...formats, ...bridges])];
  if (allowed.includes(schema.format)) return [];
  const isForBridges = bridges.includes(schema.format);
  return [
    inContract(
      knownSchemaFormat,
      contract,
      ['schema', 'format'],
      `${received(schema.format)} is ${isForBridges ? 'for bridges' : 'not a format'} of ${id}`,
      `write ${allowed.join(' or ')}${isForBridges ? '; if someone outside reads or writes the topic, say who under bridge' : ''}`,
    ),
  ];
}
