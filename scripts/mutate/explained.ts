import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Mutant } from './mutants.ts';

const explanationSchema = z.strictObject({
  /** The first line of what is changed, without indent: lines may move. */
  line: z.string(),
  mutants: z.array(z.strictObject({ from: z.string(), to: z.string() })).min(1),
  /** Why no test can tell the difference. */
  why: z.string().min(20),
});
const explainedSchema = z.record(z.string(), z.array(explanationSchema));

/** Mutants that no test can kill, each with its reason. */
export class Explained {
  readonly #unused = new Map<string, string>();
  readonly #known = new Set<string>();

  constructor(file: string, mutants: readonly Mutant[]) {
    const here = new Set(mutants.map(keyOf));
    for (const [name, explanations] of Object.entries(
      explainedSchema.parse(parse(readFileSync(file, 'utf8'))),
    ))
      for (const { line, mutants: changes } of explanations)
        for (const { from, to } of changes) {
          const key = keyOf({ file: name, text: line, from, to });
          this.#known.add(key);
          if (!here.has(key)) this.#unused.set(key, `${name}: ${line}: ${from} -> ${to}`);
        }
  }

  has(mutant: Mutant): boolean {
    return this.#known.has(keyOf(mutant));
  }

  /** Explanations of mutants that do not exist: their line was changed. */
  get unused(): readonly string[] {
    return [...this.#unused.values()];
  }
}

function keyOf({ file, text, from, to }: Pick<Mutant, 'file' | 'text' | 'from' | 'to'>): string {
  return JSON.stringify([file, text, from, to]);
}
