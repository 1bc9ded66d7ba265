import type { Outcome } from './judge.ts';
import type { Mutant } from './mutants.ts';

export interface Judged {
  readonly mutant: Mutant;
  readonly outcome: Outcome;
  readonly explained: boolean;
}

/** Whether a mutant is left that nothing kills or explains. */
export function isOpen({ outcome, explained }: Judged): boolean {
  return outcome.is !== 'killed' && !explained;
}

/** A survivor and its place. */
export function survivorText({ mutant, outcome }: Judged): string {
  return mutantText(mutant, outcome.is === 'unreached' ? 'no test reaches it' : 'survived');
}

/** A mutant, its place, and what is known of it. */
export function mutantText({ file, line, from, to, mutator }: Mutant, known: string): string {
  return `${file}:${line}  ${known} (${mutator})\n  - ${shown(from)}\n  + ${shown(to)}`;
}

const longest = 160;

const shown = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** A killed share per folder. */
export function table(judged: readonly Judged[], folders: readonly string[]): string {
  const header = [
    'folder',
    'mutants',
    'killed',
    'survived',
    'unreached',
    'explained',
    'killed share',
    'of killable',
  ];
  const rows = [...folders, ''].flatMap((folder) => {
    const here = judged.filter(({ mutant }) => mutant.file.startsWith(folder));
    if (here.length === 0) return [];
    const open = here.filter(({ explained }) => !explained);
    const count = (is: Outcome['is']) => open.filter(({ outcome }) => outcome.is === is).length;
    const killed = here.filter(({ outcome }) => outcome.is === 'killed').length;
    const explained = here.filter((one) => one.explained && one.outcome.is !== 'killed').length;
    return [
      [
        folder === '' ? 'all' : folder,
        String(here.length),
        String(killed),
        String(count('survived')),
        String(count('unreached')),
        String(explained),
        percent(killed, here.length),
        percent(killed, here.length - explained),
      ],
    ];
  });
  return [header, ...rows]
    .map((cells) => cells.map((cell, at) => (at === 0 ? cell.padEnd(16) : cell.padStart(12))).join(' '))
    .join('\n');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
