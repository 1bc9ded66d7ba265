import { expect, test } from '@jest/globals';
import { fixtureRoot } from '../support/fixture.ts';
import { workstreams } from '../support/workstreams.ts';

const services = (...args: string[]) => workstreams('services', '--root', fixtureRoot, ...args);

test('all services of a system with the numbers of their topics', async () => {
  const { code, stdout } = await services('--env', 'eu-prod', '--system', 'ledger');
  expect(code).toBe(0);
  expect(stdout.split('\n')[0]).toMatch(/^ SYSTEM +SERVICE +WRITES +READS +DUTIES +PURPOSE$/);
  expect(stdout).toMatch(
    /\n ledger +history +0 +0 +replayer of postings +Writes postings of earlier years again\n/,
  );
  expect(stdout).toMatch(/\n6 services in 1 system\n$/);
});

test('one service with its topics, duties and principals', async () => {
  const { code, stdout } = await services('--env', 'eu-prod', 'invoicing');
  expect([code, stdout]).toEqual([
    0,
    ` ledger      invoicing
 purpose     Prints invoices
 principal   User:ledger-invoicing
 reads       ledger.invoices
`,
  ]);
});

test('as CSV: a cell of several has semicolons', async () => {
  const { stdout } = await services('--env', 'eu-prod', 'booking', '--format', 'csv');
  const [head, row, ...more] = stdout.split('\r\n');
  expect(head).toBe('system,service,purpose,writes,reads,duties,principals');
  expect(row).toMatch(/^ledger,booking,.*,ledger\.[a-z; .]+,.*,User:CN=ledger-booking$/);
  expect(more).toEqual(['']);
});

test('one that there is not gets the nearest name', async () => {
  const { code, stderr } = await services('--env', 'eu-prod', 'invoicng');
  expect([code, stderr]).toEqual([1, 'there is no service "invoicng"\n  did you mean "invoicing"?\n']);
});
