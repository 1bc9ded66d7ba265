import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { digestOf } from './files.ts';

/** One change of one expression, as Stryker makes it. */
export interface Mutant {
  /** Unique among the files that were instrumented together: what the instrumented code asks for. */
  readonly id: string;
  readonly file: string;
  /** Its number within the file: stays while the file stays. */
  readonly index: number;
  /** From 1. */
  readonly line: number;
  readonly mutator: string;
  /** The first line of what is changed, without indent. */
  readonly text: string;
  /** What stands there, and what the mutant puts in its place; blanks and line breaks as one blank. */
  readonly from: string;
  readonly to: string;
}

export interface Instrumented {
  readonly mutants: readonly Mutant[];
  /** TypeScript in which every mutant can be switched on, by file. */
  readonly code: Readonly<Record<string, string>>;
}

const quiet = () => {};
const logger = {
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  fatal: quiet,
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
};

/** Instruments files, or takes what an earlier run made of the same text. */
export async function instrumented(
  root: string,
  files: readonly string[],
  cache: string,
): Promise<{ readonly stored: string; readonly all: Instrumented }> {
  const sources = files.map((name) => ({
    name,
    mutate: true,
    content: readFileSync(join(root, name), 'utf8'),
  }));
  const stored = join(cache, `instrumented-${digestOf(JSON.stringify(sources))}.json`);
  try {
    return { stored, all: JSON.parse(readFileSync(stored, 'utf8')) as Instrumented };
  } catch {
    // Not made yet.
  }
  const made = await new Instrumenter(logger).instrument(sources, {
    plugins: null,
    excludedMutations: [],
    ignorers: [],
    noHeader: false,
  });
  const lines = new Map(sources.map(({ name, content }) => [name, content.split('\n')]));
  const counts = new Map<string, number>();
  const all: Instrumented = {
    mutants: made.mutants.map(({ id, fileName, location, mutatorName, replacement }) => {
      const text = lines.get(fileName) ?? [];
      const index = counts.get(fileName) ?? 0;
      counts.set(fileName, index + 1);
      return {
        id,
        file: fileName,
        index,
        line: location.start.line + 1,
        mutator: mutatorName,
        text: (text[location.start.line] ?? '').trim(),
        from: oneLine(between(text, location)),
        to: oneLine(replacement),
      };
    }),
    code: Object.fromEntries(made.files.map(({ name, content }) => [name, content])),
  };
  mkdirSync(dirname(stored), { recursive: true });
  writeFileSync(stored, JSON.stringify(all));
  return { stored, all };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function between(lines: readonly string[], { start, end }: { start: Place; end: Place }): string {
  return lines
    .slice(start.line, end.line + 1)
    .map((line, index, all) => {
      const last = index === all.length - 1 ? line.slice(0, end.column) : line;
      return index === 0 ? last.slice(start.column) : last;
    })
    .join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
