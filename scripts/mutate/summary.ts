import type { Outcome } from './judge.ts';
import type { Mutant } from './mutants.ts';

export interface Judged {
  readonly mutant: Mutant;
  readonly outcome: Outcome;
  readonly explained: boolean;
}

/** A killed share per folder, and every survivor that nobody explained. */
export function summary(judged: readonly Judged[], folders: readonly string[]): string {
  const open = judged.filter(({ outcome, explained }) => outcome.is !== 'killed' && !explained);
  return [...open.map(survivorText), '', table(judged, folders)].join('\n');
}

function survivorText({ mutant, outcome }: Judged): string {
  const { file, line, from, to, mutator } = mutant;
  const what = outcome.is === 'unreached' ? 'no test reaches it' : 'survived';
  return `${file}:${line}  ${what} (${mutator})\n  - ${shown(from)}\n  + ${shown(to)}`;
}

const longest = 160;

const shown = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text);

function table(judged: readonly Judged[], folders: readonly string[]): string {
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
