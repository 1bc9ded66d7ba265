import type { Type } from 'avsc';
import type { Sample } from '../terms/contract.ts';
import { bounded, type Place, type Problem, problem, received } from '../text/problem.ts';
import { type Path, pathText } from '../text/yaml-source.ts';
import type { Refusal } from './avro-refusals.ts';
import { isMap } from './schema-keywords.ts';

/**
 * What is wrong with a sample in Avro's JSON encoding (a value of a union names its branch: `{"string": "x"}`; bytes are
 * text), each told at its place.
 */
export function sampleProblems(
  type: Type,
  sample: Sample,
  placer: (file: string) => (path: Path) => Place,
): Problem[] {
  const found: Refusal[] = [];
  type.isValid(sample.value, {
    errorHook: (path, value, wanted) => {
      // Bytes are text in Avro's JSON.
      if (isText(value, wanted)) return;
      const what = `the sample has ${received(value)}, and ${kindOf(wanted)} is wanted`;
      found.push({ path: path.map(step), what, fix: '' });
    },
  });
  if (found.length === 0) {
    type.isValid(sample.value, {
      noUndeclaredFields: true,
      errorHook: (path, value, wanted) => {
        for (const name of undeclared(value, wanted)) {
          found.push({
            path: [...path.map(step), name],
            what: 'the sample has a field that the schema has not',
            fix: '',
          });
        }
      },
    });
  }
  if (found.length === 0) return [];
  const placeOf = placer(sample.file);
  return bounded(found, ({ path, what }) =>
    problem(placeOf(path), pathText(path), what, 'fix the sample, or the schema beside it'),
  );
}

function isText(value: unknown, wanted: Type): boolean {
  if (typeof value !== 'string' || !/^[\u0000-\u00ff]*$/u.test(value)) return false;
  const { typeName } = wanted;
  return (
    typeName === 'bytes' ||
    (typeName === 'fixed' && value.length === (wanted as unknown as { size: number }).size)
  );
}

function undeclared(value: unknown, wanted: Type): string[] {
  if (wanted.typeName !== 'record' || !isMap(value)) return [];
  const { fields } = wanted as unknown as { fields: readonly { name: string }[] };
  return Object.keys(value).filter((name) => !fields.some((field) => field.name === name));
}

/** What is wanted, in words. */
function kindOf(wanted: Type): string {
  if (wanted.typeName.startsWith('union')) {
    const { types } = wanted as unknown as { types: readonly Type[] };
    const named = types.map((one) => one.branchName ?? 'null');
    return `a union of ${named.join(', ')} (written as null, or as {"<branch>": value})`;
  }
  return wanted.name === undefined ? wanted.typeName : `${wanted.typeName} ${wanted.name}`;
}

const step = (one: string): string | number => (/^[0-9]+$/.test(one) ? Number(one) : one);
