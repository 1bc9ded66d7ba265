import { z } from 'zod';
import { markdownCode, markdownText } from '../model/text/markdown.ts';
import { printable } from '../model/text/problem.ts';
import { textsField } from '../model/outputs/output.ts';
import { described } from '../model/terms/described.ts';

/** A subject that a release needs, and that the registry of its environment does not have so. */
export interface MissingSchema {
  readonly subject: string;
  /** What is there instead. */
  readonly why: string;
  readonly contracts: readonly string[];
}

/** What the registry of a promotion's target says. */
export interface RegistryCheck {
  /**
   * `none`: there is no registry. `job`: the release registers its schemas itself. `unchanged`: nothing is promoted, so no
   * one asked. `skipped`: it was not asked, as the command said.
   */
  readonly state: 'none' | 'job' | 'unchanged' | 'skipped' | 'asked';
  readonly missing: readonly MissingSchema[];
  /** What registers those that are missing. */
  readonly command: string;
}

export const registryOutput = z.strictObject({
  state: described(
    z.enum(['none', 'job', 'unchanged', 'skipped', 'asked']),
    'Whether the schema registry of the target was asked. `none`: it has no registry. `job`: the release registers its schemas. `unchanged`: nothing is promoted. `skipped`: by `--registry skip`.',
  ),
  missing: described(
    z.array(
      z.strictObject({
        subject: described(z.string(), 'Subject in the registry.'),
        why: described(z.string(), 'What the registry has instead.'),
        contracts: described(textsField, 'Folders of its contracts.'),
      }),
    ),
    'Subjects that the release needs and the registry does not have so. They block the promotion.',
  ),
});

export function registryValue({ state, missing }: RegistryCheck) {
  return {
    state,
    missing: missing.map(({ subject, why, contracts }) => ({ subject, why, contracts: [...contracts] })),
  };
}

const mostSubjects = 100;

/** What to say on a terminal; nothing where all is well. */
export function registryLines(check: RegistryCheck, to: string): string[] {
  const { state, missing, command } = check;
  if (state === 'skipped') return [skipped(to)];
  if (missing.length === 0) return [];
  return [
    title(check, to),
    ...missing.slice(0, mostSubjects).map(({ subject, why }) => printable(`  ${subject}: ${why}`)),
    ...(missing.length > mostSubjects ? [`  … and ${missing.length - mostSubjects} more`] : []),
    `register them first: ${command}`,
  ];
}

/** The same in the body of a pull request; empty where all is well. */
export function registryMarkdown(check: RegistryCheck, to: string): string {
  const { state, missing, command } = check;
  if (state === 'skipped') return `${markdownText(skipped(to))}\n\n`;
  if (missing.length === 0) return '';
  const items = missing
    .slice(0, mostSubjects)
    .map(({ subject, why }) => `- ${markdownCode(printable(subject))}: ${markdownText(printable(why))}\n`);
  const more = missing.length > mostSubjects ? `- … and ${missing.length - mostSubjects} more\n` : '';
  return `### Not in the schema registry\n\n**Blocked: ${markdownText(title(check, to))}**\n\n${items.join('')}${more}\nRegister them first: ${markdownCode(command)}\n\n`;
}

function title({ missing }: RegistryCheck, to: string): string {
  const count = missing.length === 1 ? '1 schema is' : `${missing.length} schemas are`;
  return `${count} not in the schema registry of ${to}`;
}

function skipped(to: string): string {
  return `the schema registry of ${to} was not asked: clients fail for each schema that it does not have`;
}
