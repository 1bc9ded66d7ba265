import { expect, test } from '@jest/globals';
import { textTable } from '../../lib/cli/text-table.ts';

const table = {
  head: ['TOPIC', 'UNREAD', 'PURPOSE'],
  right: [1],
  rows: [
    ['eu.tracking.evt.parcel-scanned.v1', '7', 'A parcel was scanned in a depot or at a door of a customer'],
    ['eu.tracking.evt.parcel-delivered.v1', '120', 'A parcel was handed over'],
  ],
};
const plain = { isTTY: false };
process.env['NO_COLOR'] = '1';

test('elsewhere than on a terminal a row is a line, however long', () => {
  expect(textTable(table, plain)).toBe(
    ` TOPIC                                 UNREAD   PURPOSE
 eu.tracking.evt.parcel-scanned.v1          7   A parcel was scanned in a depot or at a door of a customer
 eu.tracking.evt.parcel-delivered.v1      120   A parcel was handed over
`,
  );
});

test('140 columns: nothing is wrapped that fits', () => {
  expect(textTable(table, { isTTY: true, columns: 140 })).toBe(textTable(table, plain));
});

test('80 columns: sentences are wrapped at blanks, names are whole', () => {
  const text = textTable(table, { isTTY: true, columns: 80 });
  expect(text).toBe(
    ` TOPIC                                 UNREAD   PURPOSE
 eu.tracking.evt.parcel-scanned.v1          7   A parcel was scanned in a depot
                                                or at a door of a customer
 eu.tracking.evt.parcel-delivered.v1      120   A parcel was handed over
`,
  );
});

test('40 columns: names are broken behind their separators', () => {
  expect(textTable(table, { isTTY: true, columns: 40 })).toBe(
    ` TOPIC          UNREAD   PURPOSE
 eu.tracking.        7   A parcel was
 evt.parcel-             scanned in a
 scanned.v1              depot or at a
                         door of a
                         customer
 eu.tracking.      120   A parcel was
 evt.parcel-             handed over
 delivered.v1
`,
  );
});

test.each([20, 33, 57, 79, 100])('%i columns: no letter is lost', (columns) => {
  const letters = (text: string) => text.replaceAll(/\s/g, '').split('').sort().join('');
  expect(letters(textTable(table, { isTTY: true, columns }))).toBe(letters(textTable(table, plain)));
});

test('hidden characters are spelled out', () => {
  const rows = [['a\u001b[31m\n', '1', '']];
  expect(textTable({ ...table, rows }, plain)).toContain('a\\u001b[31m\\u000a');
});
