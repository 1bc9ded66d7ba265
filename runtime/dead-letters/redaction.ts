import type { CarriedContract } from '../../lib/model/carried-contract.ts';
import { fieldsIn } from '../../lib/model/schemas/contract-fields.ts';

const hidden = '[redacted]';

/**
 * Hides personal data in values that are shown: fields that the contract marks, and, where it marks any, those that its schema
 * does not know, for they may hold the same.
 */
export class Redaction {
  readonly #contract: CarriedContract;
  /** Undefined: nothing is hidden. */
  readonly #paths: Paths | undefined;

  constructor(contract: CarriedContract) {
    this.#contract = contract;
    const { personalData, schema } = contract;
    if (personalData.length === 0) return;
    if (schema === undefined) {
      // Without it no field can be told from another.
      this.#paths = { known: new Set(), open: new Set(), parents: new Set(), hasUnions: false };
      return;
    }
    const shared = schema.shared.map((value) => ({ file: '', value }));
    const isPersonal = (path: string) =>
      personalData.some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`));
    const known = fieldsIn[schema.format](schema.schema, shared).map(({ path }) => path);
    this.#paths = {
      known: new Set(known),
      open: new Set(known.filter((path) => !isPersonal(path))),
      parents: new Set(personalData.flatMap(parentsOf)),
      hasUnions: schema.format === 'avro',
    };
  }

  /** Whether anything is hidden. */
  get hides(): boolean {
    return this.#paths !== undefined;
  }

  /** @param value as JSON; undefined where it could not be read */
  value(value: unknown): unknown {
    if (this.#paths === undefined) return value;
    // What could not be read has no fields by which to tell.
    return value === undefined ? hidden : redacted(value, '', this.#paths);
  }

  key(key: string | null): string | null {
    return key !== null && this.#contract.personalKey ? hidden : key;
  }
}

function redacted(value: unknown, path: string, paths: Paths): unknown {
  const { known, open, parents, hasUnions } = paths;
  if (!open.has(path)) return value === null ? null : hidden;
  if (Array.isArray(value)) return value.map((one) => redacted(one, `${path}[]`, paths));
  // What replaces a field's parent may be the field.
  if (typeof value !== 'object' || value === null)
    return value === null || !parents.has(path) ? value : hidden;
  const at = (step: string) => (path === '' ? step : `${path}.${step}`);
  const entries = Object.entries(value);
  const [only] = entries;
  // `{"string": "x"}` is a union of Avro's JSON: its one name is a type and no field.
  const isField = (step: string) => known.has(at(step)) || known.has(at('*'));
  if (hasUnions && only !== undefined && entries.length === 1 && !isField(only[0]))
    return { [only[0]]: redacted(only[1], path, paths) };
  return Object.fromEntries(
    entries.map(([step, one]) => [step, redacted(one, known.has(at(step)) ? at(step) : at('*'), paths)]),
  );
}

/** Paths of fields, as schemas have them: `lines[].note`, `labels.*`. */
interface Paths {
  readonly known: ReadonlySet<string>;
  /** Those that may be shown. */
  readonly open: ReadonlySet<string>;
  /** Of personal data. */
  readonly parents: ReadonlySet<string>;
  readonly hasUnions: boolean;
}

/** `a.b[].c`: `a.b[]`, `a.b`, `a` and the value as a whole. */
function parentsOf(path: string): string[] {
  const found = [''];
  for (const { index } of path.matchAll(/\.|\[\]/g)) found.push(path.slice(0, index));
  return found;
}
