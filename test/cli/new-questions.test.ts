import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { queueKind } from '../../lib/cli/new/queue-kind.ts';
import { runNew } from '../../lib/cli/new/run-new.ts';
import { filesBelow } from '../support/repository.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

jest.setTimeout(60_000);

let copy: StackCopy;
beforeEach(() => {
  copy = sortingCopy();
});
afterEach(() => {
  copy.dispose();
});

/** Types each line when a question stands there; what is left when they are used up is the end of the input. */
async function typed(lines: readonly string[]): Promise<{ said: string; shown: string }> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const left = [...lines];
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (!shown.endsWith(' ')) return;
    const next = left.shift();
    if (next === undefined) input.end();
    else input.write(`${next}\n`);
  });
  const given = { executorClass: ['vision'] };
  const props = { root: copy.root, today: '2026-11-21', kind: queueKind, given, meant: false };
  const result = await runNew({ ...props, dialogue: { input, output } });
  return { said: 'done' in result ? result.done : `refused: ${result.refused}`, shown };
}

const answers = ['', 'depot', 'lint', '', 'Code to lint', '', '', '', '', '', '', ''];

test('what no flag says is asked, with what is usual in brackets', async () => {
  const { said, shown } = await typed([...answers, 'y']);
  expect(said).toContain('It passes every rule in every environment.');
  expect(shown).toContain('In which system (sorting)? [sorting] ');
  expect(shown).not.toContain('Of which executor class');
  expect(shown).toContain('Which team owns it? [sorting] ');
  expect(shown).toContain('Which services read it? One a line, an empty line ends. [label-reader] ');
  expect(shown).toContain('  new  contracts/sorting/depot/work/vision.lint/v1/contract.yaml\n');
  expect(copy.read('contracts/sorting/depot/work/vision.lint/v1/contract.yaml')).toContain(
    'purpose: Code to lint\n',
  );
});

test('a wrong answer is told and asked again; a new capability is confirmed', async () => {
  const { said, shown } = await typed([
    ...['', 'Depot', 'billing', 'n', 'billing', 'y', 'Li nt', 'lint', '', '', 'Code to lint'],
    ...['billing', '', '', '', '', 'nobody', 'billing-domain=Bills', '', '', 'y'],
  ]);
  expect(shown).toContain('  the context "Depot" must be lowercase kebab, for example order-placed\n');
  expect(shown).toContain('  "billing" would be the first of its kind in sorting\n  Is it meant? (y/n) ');
  expect(shown).toContain('  an answer is needed\n');
  expect(shown).toContain('  no service "nobody"\n');
  expect(said).toContain('  edit contracts/sorting/system.yaml\n');
  expect(copy.read('contracts/sorting/system.yaml')).toMatch(/\n {2}billing-domain:\n {4}purpose: Bills\n$/);
  expect(copy.read('contracts/sorting/billing/work/vision.lint/v1/contract.yaml')).toContain(
    'owner:\n  team: billing\n  onCall: billing-primary\n  channel: "#billing"\n',
  );
});

test('no, and an end of the input, write nothing', async () => {
  const before = filesBelow(copy.root);
  expect((await typed([...answers, 'n'])).said).toBe('refused: nothing was written\n');
  await expect(typed(answers.slice(0, 3))).rejects.toThrow('no answer; nothing was written');
  expect(filesBelow(copy.root)).toEqual(before);
});
