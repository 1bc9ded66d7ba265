import { messagesOf } from '../../model/catalog.ts';
import { textAt } from '../../model/plain-object.ts';
import { addressText, type Contract } from '../../model/terms/contract.ts';
import { bounded, type Problem, problem } from '../../model/text/problem.ts';
import { type CompatibilityMode, schemaFiles } from '../../model/terms/schema-terms.ts';
import type { Baseline, EarlierContract, EarlierSchemas, EarlierTerms } from '../baseline.ts';
import { fieldPath } from '../field-place.ts';
import { type CatalogRule, type CatalogView, inContract } from '../rule.ts';
import { byId, directions, isTransitive, schemaBreaks } from '../schema-breaks.ts';
import { breaks, type JsonSchema } from '../schema-compatibility.ts';

export const schemaCompatible: CatalogRule = {
  id: 'schema-compatible',
  on: 'catalog',
  what: 'Measured by a baseline (`lint --baseline`), a schema keeps what its contract promised there: who reads or writes by the other one goes on.',
  why: 'A change that breaks them stops every consumer that has not been deployed yet, and the messages in the topic cannot be read again.',
  fix: 'Make `v<N+1>` of the contract beside this one and move to it by phases (docs/schemas.md), or leave the field as it was.',
  level: 'error',
  check: (view) => {
    const { baseline, catalog } = view;
    if (baseline === undefined) return [];
    const byAddress = new Map(catalog.contracts.map((one) => [addressText(one.address), one]));
    const found = baseline.contracts.flatMap((earlier) => {
      const contract = byAddress.get(addressText(earlier.address));
      if (earlier.terms?.retired === true) return [];
      return contract === undefined
        ? view.incomplete === true
          ? []
          : ofGone(earlier, byAddress, view)
        : ofChanged(contract, earlier, byAddress, view, baseline);
    });
    // What contracts share is judged for each of them, and reported once.
    return [
      ...new Map(
        found.map((one) => [
          [one.place.file, one.place.line, one.place.column, one.key, one.what].join(' '),
          one,
        ]),
      ).values(),
    ];
  },
};

interface Known {
  readonly byAddress: ByAddress;
  readonly view: CatalogView;
  readonly baseline: Baseline;
}

type ByAddress = ReadonlyMap<string, Contract>;

/** A contract that is gone, with the promise that it made. */
function ofGone(earlier: EarlierContract, byAddress: ByAddress, { environments }: CatalogView): Problem[] {
  const { address, terms } = earlier;
  if (terms?.compatibility === 'none') return [];
  const folder = `contracts/${addressText(address)}`;
  const later = [...byAddress.values()]
    .filter((one) => addressText({ ...one.address, version: address.version }) === addressText(address))
    .map((one) => one.address.version)
    .filter((version) => version > address.version)
    .sort((a, b) => a - b)[0];
  const next = later === undefined ? undefined : addressText({ ...address, version: later });
  const open = environments.filter(({ migrations }) => next === undefined || migrations[next] !== 'retired');
  if (next !== undefined && environments.length > 0 && open.length === 0) return [];
  const fix =
    next === undefined
      ? `put it back, and retire it first (lifecycle: retired); for another schema make contracts/${addressText({ ...address, version: address.version + 1 })}`
      : `put it back until ${next} is at retired under migrations of ${open.length === 0 ? 'every environment' : open.map(({ environment }) => environment).join(', ')}`;
  const what =
    terms === undefined
      ? 'the contract is gone, and what it promised cannot be read'
      : `the contract is gone, and its schemas were ${terms.compatibility} compatible`;
  const place = { file: `${folder}/contract.yaml`, line: 1, column: 1 };
  return [{ ...problem(place, '', what, fix, schemaCompatible.id), subject: addressText(address) }];
}

function ofChanged(
  contract: Contract,
  { terms, states }: EarlierContract,
  byAddress: ByAddress,
  view: CatalogView,
  baseline: Baseline,
): Problem[] {
  if (terms === undefined || (terms.compatibility !== 'none' && states[0]?.value === undefined)) {
    const what = `${baseline.name} has this contract, and it cannot be read there`;
    const fix = 'compare with a state that can be read';
    return [inContract(schemaCompatible, contract, ['schema'], what, fix)];
  }
  if (terms.compatibility === 'none') return [];
  const found = ofTerms(contract, terms, byAddress, baseline);
  if (terms.format !== contract.terms.schema.format) return found;
  const compared = isTransitive(terms.compatibility) ? states : states.slice(0, 1);
  const known = { byAddress, view, baseline };
  return [
    ...found,
    ...ofSchema('value', contract, terms, compared, known),
    ...ofSchema('key', contract, terms, compared, known),
    ...ofShared(contract, terms, compared, known),
  ];
}

/** Schemas of its system that messages follow beside the value: those of headers, and that of its dead letters. */
function ofShared(
  contract: Contract,
  { compatibility, deadLetterSchema }: EarlierTerms,
  states: readonly EarlierSchemas[],
  { view, baseline }: Known,
): Problem[] {
  const subject = addressText(contract.address);
  const messages = messagesOf(view.catalog, contract.address.system);
  const next = byId(messages.map(({ value }) => value));
  const told = new Set<string>();
  return states.flatMap((state) => {
    const old = byId(state.messages);
    const ids = [...old].flatMap(([id, schema]) => (isOfHeaders(schema) ? [id] : []));
    const letters = contract.terms.deadLetter?.schema;
    const pairs = [
      ...ids.map((id) => ({ was: id, is: id })),
      ...(deadLetterSchema === undefined || letters === undefined
        ? []
        : [{ was: deadLetterSchema, is: letters }]),
    ];
    return pairs.flatMap(({ was, is }): Problem[] => {
      const file = messages.find(({ value }) => textAt(value, '$id') === is)?.file;
      // One that is gone is missed by the rules on headers and dead letters, where a contract names it.
      if (file === undefined) return [];
      const found = breaks({ $ref: was }, { $ref: is }, directions(compatibility), { old, next });
      return found
        .filter(({ field, what }) => !told.has(`${is} ${field} ${what}`))
        .map(({ field, what }) => {
          told.add(`${is} ${field} ${what}`);
          const place = baseline.place(file, fieldPath('json-schema', next.get(is), field));
          const against = `${what} (${compatibility}, against ${state.name})`;
          return { ...problem(place, field, against, ofSharedFix, schemaCompatible.id), subject };
        });
    });
  });
}

const ofSharedFix = 'leave it as it was; other contents need a schema with another $id';

function isOfHeaders(schema: JsonSchema): boolean {
  return textAt(schema, 'title').endsWith('Headers');
}

/** What the contract itself says otherwise: another format, a weaker promise. */
function ofTerms(
  contract: Contract,
  { format, compatibility: promised, wireFormat: wire = 'registry' }: EarlierTerms,
  byAddress: ByAddress,
  { name }: Baseline,
): Problem[] {
  const now = contract.terms.schema;
  const { wireFormat = 'registry' } = now;
  const say = (key: string, what: string) =>
    inContract(schemaCompatible, contract, ['schema', key], what, nextVersion(contract, byAddress));
  return [
    ...(now.format === format
      ? []
      : [say('format', `"${now.format}", and ${name} has ${format}: neither reads the other`)]),
    ...(wireFormat === wire
      ? []
      : [
          say('wireFormat', `"${wireFormat}", and ${name} has ${wire}: what reads one cannot read the other`),
        ]),
    ...(keeps(now.compatibility, promised)
      ? []
      : [say('compatibility', `"${now.compatibility}" promises less than ${promised}, as ${name} has it`)]),
  ];
}

function ofSchema(
  part: 'value' | 'key',
  contract: Contract,
  { compatibility, format }: EarlierTerms,
  states: readonly EarlierSchemas[],
  { byAddress, view, baseline }: Known,
): Problem[] {
  const now = part === 'value' ? contract.valueSchema : contract.keySchema;
  const fix = nextVersion(contract, byAddress);
  const subject = addressText(contract.address);
  const file = now?.file ?? `contracts/${subject}/${schemaFiles[format][part]}`;
  const mode = directions(compatibility);
  const shared = messagesOf(view.catalog, contract.address.system).map(({ value }) => value);
  const told = new Set<string>();
  const found = states.flatMap((state) => {
    if (state[part] === undefined) return [];
    const against = `${compatibility}, against ${state.name}`;
    if (now === undefined) {
      const what = `the schema of the ${part} is gone (${against})`;
      return [{ field: '', what }];
    }
    const sides = { was: state[part], earlier: state.messages, is: now.value, shared };
    return schemaBreaks(sides, mode, format)
      .filter(({ field, what }) => !told.has(`${field} ${what}`))
      .map(({ field, what }) => {
        told.add(`${field} ${what}`);
        return { field, what: `${what} (${against})` };
      });
  });
  return bounded(
    found.map(({ field, what }): Problem => {
      const place =
        now === undefined
          ? { file, line: 1, column: 1 }
          : baseline.place(file, fieldPath(format, now.value, field));
      return { ...problem(place, field, what, fix, schemaCompatible.id), subject };
    }),
  );
}

/** What to do instead, with the folder to do it in. */
function nextVersion({ address }: Contract, byAddress: ByAddress): string {
  const next = addressText({ ...address, version: address.version + 1 });
  return byAddress.has(next)
    ? `leave it as it was; the change belongs in contracts/${next}`
    : `make v${address.version + 1}: contracts/${next}, beside this one (docs/schemas.md says how to migrate); or leave it as it was`;
}

/** Whether a mode promises all that another one does. */
function keeps(mode: CompatibilityMode, promised: CompatibilityMode): boolean {
  const [has, wanted] = [directions(mode), directions(promised)];
  return (has === wanted || has === 'full') && (isTransitive(mode) || !isTransitive(promised));
}
