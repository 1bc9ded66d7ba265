import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Measured,
  measure,
  measureShipped,
  measureShippedCold,
  measureTenants,
  type MeasuredTenants,
} from './measure.ts';
import { usageLine, targetsOf, tableOf, tenantsLine } from './report.ts';

const usage = `npm run bench -- [--sizes 100,1000,10000] [--tenants 10,100] [--json]

Renders generated contracts in all shipped environments, and measures it beside two yardsticks.
`;

/** Runs of each size, of which the middle one counts; large sizes run once. */
const runsOf = (contracts: number): number => (contracts < 10_000 ? 3 : 1);

/** Contracts of which every tenant has a topic. */
const contractsOfTenants = 100;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,1000,10000' },
    tenants: { type: 'string', default: '10,100' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const numbers = (text: string) => text.split(',').filter(Boolean).map(Number);
const [sizes, tenants] = [numbers(values.sizes), numbers(values.tenants)];
if (values.help || [...sizes, ...tenants].some((size) => !Number.isSafeInteger(size) || size < 1)) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 1);
}
const say = (text: string): void => {
  if (!values.json) process.stdout.write(`${text}\n`);
};

const work = mkdtempSync(join(tmpdir(), 'workstreams-bench-'));
try {
  const shipped = measureShipped(work, 3);
  const shippedCold = measureShippedCold(work);
  say(usageLine('shipped', shipped));
  say(usageLine('shipped, nothing compiled yet', shippedCold));
  const measured: Measured[] = [];
  for (const contracts of [...sizes].sort((a, b) => a - b)) {
    measured.push(measure(work, contracts, runsOf(contracts)));
    say(`${contracts} contracts measured`);
  }
  const byTenants: MeasuredTenants[] = [];
  for (const count of [...tenants].sort((a, b) => a - b)) {
    byTenants.push(measureTenants(work, contractsOfTenants, count));
    say(`${count} tenants measured`);
  }
  const targets = targetsOf(shipped, measured, byTenants);
  say(`\n${tableOf(measured)}\n`);
  for (const one of byTenants) say(tenantsLine(one));
  for (const { what, got, want, ok } of targets)
    say(`${ok ? 'ok    ' : 'MISSED'}  ${what}: ${got} (${want})`);
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ shipped, shippedCold, measured, byTenants, targets }, undefined, 2)}\n`,
    );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
