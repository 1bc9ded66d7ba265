import { mostPatternStates, statesOf } from './linear-pattern.ts';
import { isMap, type JsonSchema, listOf, mapOf, schemasInside } from './schema-keywords.ts';
import type { Excess } from './validation-steps.ts';

/** What one schema may have: a validator is compiled from all of it, whatever a message is. */
const most = {
  /** Schemas inside it. What a validator makes for a pattern, and for a name that others ask for, is as much as for several. */
  parts: 3_000,
  values: 10_000,
  states: 100_000,
};
const [partsOfPattern, partsOfName] = [3, 3];

/** What a schema has too much of; undefined where it may be compiled. */
export function tooMuchIn(schema: JsonSchema): Excess | undefined {
  const count = { parts: 0, values: 0, states: 0 };
  const open = [schema];
  for (let one = open.pop(); one !== undefined && count.parts <= most.parts; one = open.pop()) {
    if (!isMap(one)) continue;
    count.parts += 1;
    if (Array.isArray(one['enum'])) count.values += one['enum'].length;
    for (const names of Object.values(mapOf(one['dependentRequired'])))
      count.parts += partsOfName * (1 + listOf(names).length);
    const patterns = [one['pattern'], ...Object.keys(mapOf(one['patternProperties']))];
    for (const pattern of patterns) {
      if (typeof pattern !== 'string') continue;
      count.parts += partsOfPattern;
      // One that is too large alone is refused when it is compiled.
      count.states += Math.min(statesOf(pattern), mostPatternStates);
    }
    for (const inside of schemasInside(one)) open.push(inside.schema);
  }
  if (count.parts > most.parts) {
    const what = `the schema has more than ${most.parts} parts: schemas inside it, patterns and dependent names`;
    return { what, fix: 'make it smaller' };
  }
  if (count.values > most.values)
    return {
      what: `the schema lists more than ${most.values} values`,
      fix: 'write a pattern, or leave them open',
    };
  if (count.states > most.states)
    return {
      what: `the patterns of the schema have more than ${most.states} states together`,
      fix: 'make them shorter, or their repetitions smaller',
    };
  return undefined;
}
