import type { Usage } from './child.ts';
import type { AlertsMeasured } from './measure-alerts.ts';
import type { ImportMeasured } from './measure-import.ts';
import type { PlanMeasured } from './measure-plan.ts';
import type { RuntimeMeasured } from './measure-runtime.ts';
import type { Measured, MeasuredTenants } from './measure.ts';
import type { StartUp } from './measure-start-up.ts';

/** One promise, and whether this run kept it. */
export interface Target {
  readonly what: string;
  readonly got: string;
  readonly want: string;
  readonly ok: boolean;
}

/** The promises that the measured sizes can show. */
export function targetsOf(
  shipped: Usage,
  measured: readonly Measured[],
  byTenants: readonly MeasuredTenants[],
): Target[] {
  const small = measured.find(({ contracts }) => contracts === 1000);
  const large = measured.find(({ contracts }) => contracts === 10_000);
  const startUp = shipped.processorSeconds;
  const targets: Target[] = [
    target('shipped catalogue, processor time', startUp, 2, 'under 2 s', (got) => `${got.toFixed(2)} s`),
  ];
  if (large !== undefined) {
    targets.push(
      target('10,000 contracts, peak memory', large.ours.peakBytes, 2 ** 30, 'under 1 GiB', mebibytes),
      target('10,000 contracts, processor time to bare cdk8s', toBare(large), 2, 'at most 2 times', factor),
    );
  }
  if (large !== undefined && small !== undefined) {
    const growth = large.ours.processorSeconds / small.ours.processorSeconds;
    targets.push(target('10,000 to 1,000 contracts, processor time', growth, 12, 'at most 12 times', factor));
  }
  const [few, many] = [10, 100].map((count) => byTenants.find(({ tenants }) => tenants === count));
  if (few !== undefined && many !== undefined) {
    const growth = many.ours.processorSeconds / few.ours.processorSeconds;
    targets.push(target('100 to 10 tenants, processor time', growth, 12, 'at most 12 times', factor));
  }
  return targets;
}

/** `executor, 16 at once: 41,867 messages/s, 0.51 of the bare loop` */
export function runtimeLine({ reader, messagesPerSecond, ofBare }: RuntimeMeasured): string {
  const rate = `${reader}: ${Math.round(messagesPerSecond).toLocaleString('en')} messages/s`;
  return ofBare === undefined ? rate : `${rate}, ${ofBare.toFixed(2)} of the bare loop`;
}

/** Half of what the client does by itself, with the same promise of what a kill does again. */
export function runtimeTargetsOf(measured: readonly RuntimeMeasured[]): Target[] {
  return measured.flatMap(({ reader, ofBare }) => {
    if (ofBare === undefined) return [];
    const got = ofBare.toFixed(2);
    return [{ what: `${reader}, to a bare loop`, got, want: 'at least 0.5', ok: ofBare >= 0.5 }];
  });
}

export function importText({ environment, topics, users }: ImportMeasured): string {
  return `import of ${topics} topics and ${users} users from ${environment}`;
}

/** What an import may take. One from a second environment also reads and edits the contracts of the first: it is only told. */
export function importTargetsOf(measured: readonly ImportMeasured[]): Target[] {
  return measured
    .slice(0, 1)
    .map((one) =>
      target(
        `${importText(one)}, processor time`,
        one.processorSeconds,
        20,
        'at most 20 s',
        (got) => `${got.toFixed(1)} s`,
      ),
    );
}

/** All rules on 10,000 topics must leave half a processor, and none may begin late. */
export function alertTargetsOf(measured: readonly AlertsMeasured[]): Target[] {
  return measured
    .filter(({ rules }) => rules.startsWith('all kinds'))
    .flatMap(({ topics, processorSeconds, failed, missed }) => [
      target(
        `all alerts on ${topics.toLocaleString('en')} topics, processor time in 120 s`,
        processorSeconds,
        60,
        'at most 60 s',
        (got) => `${got.toFixed(1)} s`,
      ),
      target('evaluations that failed or were missed', failed + missed, 0, 'none', String),
    ]);
}

/** What a plan may take: parsing is what cannot be spared. */
export function planTargetsOf(measured: readonly PlanMeasured[]): Target[] {
  const [small, large] = [5000, 10_000].map((size) => measured.find(({ topics }) => topics === size));
  if (small === undefined || large === undefined) return [];
  const growth = large.peakBytes / small.peakBytes;
  return [
    target(
      'plan of 10,000 topics, to parsing both sides',
      large.whole / large.parse,
      2,
      'at most 2 times',
      factor,
    ),
    target('plan of 10,000 topics to 5,000, peak memory', growth, 2, 'at most 2 times', factor),
    target(
      'plan of 10,000 topics to 5,000, processor time',
      large.whole / small.whole,
      2.4,
      'at most 2.4 times',
      factor,
    ),
  ];
}

/** The slowest command is what is promised. */
export function startUpTargetsOf([slowest]: readonly StartUp[]): Target[] {
  if (slowest === undefined) return [];
  const what = `start of the package (workstreams ${slowest.command}), processor time`;
  return [target(what, slowest.processorSeconds, 0.25, 'at most 0.25 s', (got) => `${got.toFixed(2)} s`)];
}

/** `plan of 10,000 topics: parsing 2.10 s, in all 2.60 s of processor, 300 MiB` */
export function planLine({ topics, parse, whole, peakBytes }: PlanMeasured): string {
  return `plan of ${topics.toLocaleString('en')} topics: parsing ${parse.toFixed(2)} s, in all ${whole.toFixed(2)} s of processor, ${mebibytes(peakBytes)}`;
}

function target(
  what: string,
  got: number,
  most: number,
  want: string,
  show: (got: number) => string,
): Target {
  return { what, got: show(got), want, ok: got <= most };
}

/** A table of the sizes, a row each. */
export function tableOf(measured: readonly Measured[]): string {
  const head = ['contracts', 'objects', 'files', 'wall', 'processor', 'memory', 'object'];
  const yardsticks = ['floor', 'bare cdk8s', 'to floor', 'to bare'];
  const rows = measured.map((one) => [
    ...[one.contracts, one.objects, one.files].map((count) => count.toLocaleString('en')),
    seconds(one.ours.seconds),
    seconds(one.ours.processorSeconds),
    mebibytes(one.ours.peakBytes),
    `${((one.ours.processorSeconds / one.objects) * 1e6).toFixed(0)} us`,
    seconds(one.floor.processorSeconds),
    seconds(one.bare.processorSeconds),
    factor(one.ours.processorSeconds / one.floor.processorSeconds),
    factor(toBare(one)),
  ]);
  return aligned([[...head, ...yardsticks], ...rows]);
}

/** `shipped: 1.92 s wall, 2.40 s processor, 165 MiB` */
export function usageLine(name: string, { seconds: wall, processorSeconds, peakBytes }: Usage): string {
  return `${name}: ${wall.toFixed(2)} s wall, ${processorSeconds.toFixed(2)} s processor, ${mebibytes(peakBytes)}`;
}

/** `100 contracts for 10 tenants: 12,854 objects, 6.8 s wall, …` */
export function tenantsLine({ contracts, tenants, objects, ours }: MeasuredTenants): string {
  return usageLine(
    `${contracts} contracts for ${tenants} tenants, ${objects.toLocaleString('en')} objects`,
    ours,
  );
}

function toBare({ ours, bare }: Measured): number {
  return ours.processorSeconds / bare.processorSeconds;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
    .join('\n');
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
const factor = (value: number): string => `${value.toFixed(1)} x`;
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
