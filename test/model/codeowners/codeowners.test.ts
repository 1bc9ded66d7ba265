import { describe, expect, test } from '@jest/globals';
import { parseCodeowners } from '../../../lib/model/codeowners/codeowners.ts';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { slowness } from '../../support/slowness.ts';

function owners(text: string, path: string): string {
  const read = parseCodeowners(text, 'CODEOWNERS');
  if (!read.ok) return read.problems.map(formatProblem).join('\n');
  const found = read.value.ownersOf(path);
  return found === undefined ? 'no line' : `${found.place.line}: ${found.owners.join(' ')}`;
}

const file = `# Who owns what
*               @acme/platform

/contracts/shop/ @ada bob@example.com   # the shop
contracts/shop/secret.yaml
/environments/  @acme/platform @Eve
with\\ space     @ada
`;

describe('a CODEOWNERS file', () => {
  test.each([
    ['README.md', '2: @acme/platform'],
    ['contracts/shop/system.yaml', '4: @ada bob@example.com'],
    ['contracts/shop/secret.yaml', '5: '],
    ['environments/prod.yaml', '6: @acme/platform @Eve'],
    ['x/with space', '7: @ada'],
  ])('gives %s the owners of its last line', (path, found) => {
    expect(owners(file, path)).toBe(found);
  });

  test('has no line for a path that no pattern takes', () => {
    expect(owners('/docs/ @ada', 'contracts/a')).toBe('no line');
    expect(owners('', 'contracts/a')).toBe('no line');
  });

  test('is read with a byte order mark and other line ends', () => {
    expect(owners('\uFEFF* @ada\r\n/docs/ @bob\r\n', 'docs/a')).toBe('2: @bob');
  });

  test.each([
    ['[Shop] @ada', '"[Shop]": sections are not read\n  write patterns and owners alone'],
    ['^[Shop]', '"^[Shop]": sections are not read\n  write patterns and owners alone'],
    ['!docs @ada', '"!docs": a pattern cannot be taken back with "!"\n  write a later line with the owners'],
    ['v[12] @ada', '"v[12]": a pattern has no [ ]\n  write a line for each, or use * and ?'],
    ['\\#a @ada', '"\\\\#a": a pattern cannot begin with #\n  begin it with a / or a *'],
    ['a/*** @ada', '"a/***": three * in a row\n  write * or **'],
    ['* ada', '"ada" is not an owner\n  write @user, @organisation/team or an email address'],
    ['* @ada @', '"@" is not an owner\n  write @user, @organisation/team or an email address'],
  ])('does not pass over %s', (line, told) => {
    expect(owners(`* @ada\n  ${line}\n`, 'a')).toBe(`CODEOWNERS:2:3\n  ${told}`);
  });

  test('tells everything that is wrong', () => {
    const read = parseCodeowners('a b\nc d\n', 'CODEOWNERS');
    expect(read.ok ? [] : read.problems.map(({ place }) => place.line)).toEqual([1, 2]);
  });

  test('of a hundred thousand lines is read and asked at once', () => {
    const text = '*a*b @a\n'.repeat(130_000);
    const started = process.cpuUsage();
    expect(owners(text, 'contracts/shop/orders/evt/placed/v1/contract.yaml')).toBe('no line');
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(1_000 * slowness());
  });
});
