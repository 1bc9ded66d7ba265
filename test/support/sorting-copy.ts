import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureRoot } from './fixture.ts';
import { StackCopy } from './stack-copy.ts';

/** The fixture's queues alone, in a folder of their own that a test may spoil: small, to be read and rendered often. */
export function sortingCopy(): StackCopy {
  const copy = new StackCopy();
  for (const folder of ['contracts/sorting', 'environments'])
    cpSync(join(fixtureRoot, folder), copy.path(folder), { recursive: true });
  for (const name of ['dev', 'qa', 'eu-prod']) {
    const file = `environments/${name}.yaml`;
    const own = copy
      .read(file)
      .replaceAll(/^ {4}(?:ledger|legacy|parcels): .*\n/gm, '')
      .replace(/^ {2}addresses: .*\n/m, '')
      .replace(/^keys:\n/m, 'keys: {}\n')
      .replace(/^.*subject: crm.*\n/m, '');
    // The copies have no system to copy; rounds then say the region.
    const alone = own
      .replace(/^(?:#.*\n)?mirror:\n(?: .*\n)+/m, 'mirror: none\n')
      .replace('within: 4m }', 'within: 4m, region: eu }');
    copy.write(file, alone);
  }
  return copy;
}
