import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { alertsLine, measureAlerts } from './measure-alerts.ts';
import { measureImport } from './measure-import.ts';
import { measurePlan } from './measure-plan.ts';
import {
  type Measured,
  measure,
  measureQueues,
  measureShipped,
  measureShippedCold,
  measureTenants,
  type MeasuredTenants,
} from './measure.ts';
import { measureRuntime } from './measure-runtime.ts';
import { measureStartUp } from './measure-start-up.ts';
import {
  alertTargetsOf,
  importTargetsOf,
  importText,
  planLine,
  planTargetsOf,
  runtimeLine,
  runtimeTargetsOf,
  startUpTargetsOf,
  tableOf,
  targetsOf,
  tenantsLine,
  usageLine,
} from './report.ts';

const usage = `npm run bench -- [--sizes 100,1000,10000] [--tenants 10,100] [--only plan|start-up|import|alerts|runtime] [--json]

Renders generated contracts in all shipped environments, and measures it beside two yardsticks; and plans topics
against topics; and starts the packed package; and imports 3,000 topics. --only measures one of the three alone, or
what no other run measures: what Prometheus takes for the alerts on 10,000 topics (it needs Prometheus and 30 minutes),
or how fast an executor drains a topic beside a bare loop of its client (it needs Java 17 and Maven).
`;

/** Runs of each size, of which the middle one counts; large sizes run once. */
const runsOf = (contracts: number): number => (contracts < 10_000 ? 3 : 1);

/** Contracts of which every tenant has a topic. */
const contractsOfTenants = 100;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,1000,10000' },
    tenants: { type: 'string', default: '10,100' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const numbers = (text: string) => text.split(',').filter(Boolean).map(Number);
const [sizes, tenants] = [numbers(values.sizes), numbers(values.tenants)];
const unknown =
  values.only !== undefined && !['plan', 'start-up', 'import', 'alerts', 'runtime'].includes(values.only);
if (
  values.help ||
  unknown ||
  [...sizes, ...tenants].some((size) => !Number.isSafeInteger(size) || size < 1)
) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 1);
}
const say = (text: string): void => {
  if (!values.json) process.stdout.write(`${text}\n`);
};

const work = mkdtempSync(join(tmpdir(), 'workstreams-bench-'));
try {
  const rendering = values.only === undefined ? measureRendering() : undefined;
  const isWanted = (what: string) => values.only === undefined || values.only === what;
  const plans = isWanted('plan') ? [5000, 10_000].map((topics) => measurePlan(work, topics, 3)) : [];
  for (const one of plans) say(planLine(one));
  const startUps = isWanted('start-up') ? measureStartUp(work, 5) : [];
  for (const one of startUps) say(usageLine(`workstreams ${one.command}`, one));
  const imports = isWanted('import') ? measureImport(work, 3000, 300) : [];
  for (const one of imports) say(usageLine(importText(one), one));
  const alerts =
    values.only === 'alerts'
      ? await measureAlerts(work, Math.max(...sizes), (one) => say(alertsLine(one)))
      : [];
  const runtimes =
    values.only === 'runtime' ? await measureRuntime(30_000, 3, (one) => say(runtimeLine(one))) : [];
  const targets = [
    ...(rendering === undefined ? [] : targetsOf(rendering.shipped, rendering.measured, rendering.byTenants)),
    ...planTargetsOf(plans),
    ...startUpTargetsOf(startUps),
    ...importTargetsOf(imports),
    ...alertTargetsOf(alerts),
    ...runtimeTargetsOf(runtimes),
  ];
  say('');
  for (const { what, got, want, ok } of targets)
    say(`${ok ? 'ok    ' : 'MISSED'}  ${what}: ${got} (${want})`);
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ ...rendering, plans, startUps, imports, alerts, runtimes, targets }, undefined, 2)}\n`,
    );
} finally {
  rmSync(work, { recursive: true, force: true });
}

function measureRendering() {
  const shipped = measureShipped(work, 3);
  const queues = measureQueues(work, 3);
  const shippedCold = measureShippedCold(work);
  say(usageLine('shipped', shipped));
  say(usageLine('its queues alone', queues));
  say(usageLine('shipped, not built yet', shippedCold));
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
  say(`\n${tableOf(measured)}\n`);
  for (const one of byTenants) say(tenantsLine(one));
  return { shipped, queues, shippedCold, measured, byTenants };
}
