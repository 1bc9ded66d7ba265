import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureRoot } from './fixture.ts';
import { StackCopy } from './stack-copy.ts';

/** Lines of the fixture's environments that are about one system. */
const linesAbout: Readonly<Record<string, RegExp>> = {
  ledger: /^ {4}ledger: .*$/gm,
  legacy: /^ {4}legacy: .*$|^.*subject: crm.*$/gm,
  parcels: /^ {4}parcels: .*$|^ {2}addresses: .*$/gm,
  sorting:
    /^ {4}sorting: .*$|^ {2}sorting\/.*$|^ {4}vision\.read-label: .*$|^.*subject: batch\.plan-routes.*$/gm,
};

/** An environment's text without entries of other systems than this one; every line stays where it was. */
export function environmentOf(system: string, whole: string): string {
  const others = Object.entries(linesAbout).filter(([id]) => id !== system);
  const own = others.reduce((text, [, lines]) => text.replaceAll(lines, '#'), whole);
  const emptied = own
    .replaceAll(/^( *)(keys|renames|migrations|executors):\n(?=(?:#\n)+(?!\1 |#))/gm, '$1$2: {}\n')
    .replace(/^exceptions:\n(?=(?:#\n)+(?![ #]))/m, 'exceptions: []\n');
  // Where no system is left to copy there is no mirror; rounds then say the region.
  return /^ {4}\w+: \[/m.test(emptied.slice(emptied.indexOf('\nmirror:')))
    ? emptied
    : emptied
        .replace(/^(?:#.*\n)?mirror:\n(?:(?: .*|#)\n)+/m, (mirror) =>
          mirror.replaceAll(/^.+$/gm, '#').replace('#', 'mirror: none'),
        )
        .replace('within: 4m }', 'within: 4m, region: eu }');
}

/** The fixture's queues alone, in a folder of their own that a test may spoil: small, to be read and rendered often. */
export function sortingCopy(): StackCopy {
  const copy = new StackCopy();
  for (const folder of ['contracts/sorting', 'environments'])
    cpSync(join(fixtureRoot, folder), copy.path(folder), { recursive: true });
  for (const name of ['dev', 'qa', 'eu-prod']) {
    const file = `environments/${name}.yaml`;
    copy.write(file, environmentOf('sorting', copy.read(file)).replaceAll(/^#\n/gm, ''));
  }
  return copy;
}
