import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runChild } from './child.ts';
import { generateRepository } from './generate.ts';

/** What Prometheus takes for rules on so many topics. */
export interface AlertsMeasured {
  /** `a rule a topic` */
  readonly rules: string;
  readonly topics: number;
  /** Alerts that fire at the end. */
  readonly firing: number;
  /** Processor time of Prometheus in `window` seconds, scrapes included. */
  readonly processorSeconds: number;
  /** Of all rules, in the 30 seconds of an interval. */
  readonly evaluationSeconds: number;
  readonly residentBytes: number;
  /** Evaluations that failed, and that did not begin in time. */
  readonly failed: number;
  readonly missed: number;
}

/** The same scrapes without rules come first, to be taken off. */
const variants = ['none', 'a rule a topic', 'joined', 'all kinds, joined'];
const interval = 30;
/** Seconds that are measured, after as many as it takes until series and thresholds are there. */
const window = 120;

/** Prometheus must be installed (Debian: prometheus). */
export async function measureAlerts(
  work: string,
  topics: number,
  say: (measured: AlertsMeasured) => void,
): Promise<AlertsMeasured[]> {
  const folder = join(work, `alerts-${topics}`);
  mkdirSync(folder);
  generateRepository(join(import.meta.dirname, '..'), folder, topics);
  runChild(['--import', 'tsx', join(import.meta.dirname, 'alert-rules.ts'), folder, folder]);
  const metrics = readFileSync(join(folder, 'metrics.txt'));
  const exporter = createServer((_, response) => response.end(metrics));
  const measured: AlertsMeasured[] = [];
  try {
    const target = await listening(exporter);
    for (const rules of variants) {
      const one = { rules, topics, ...(await measureOne(folder, rules, target)) };
      measured.push(one);
      say(one);
    }
    return measured;
  } finally {
    exporter.close();
    rmSync(folder, { recursive: true });
  }
}

/** `all kinds, joined, of 10,000 topics: 2.4 s of processor in 120 s, 0.7 s of evaluating in 30 s, 209 MiB, 100 fire` */
export function alertsLine(one: AlertsMeasured): string {
  const { rules, topics, firing, processorSeconds, evaluationSeconds, residentBytes, failed, missed } = one;
  const trouble = failed + missed === 0 ? '' : `, ${failed} failed, ${missed} missed`;
  return `alerts (${rules}) of ${topics.toLocaleString('en')} topics: ${processorSeconds.toFixed(1)} s of processor in ${window} s, ${evaluationSeconds.toFixed(2)} s of evaluating in ${interval} s, ${Math.round(residentBytes / 2 ** 20)} MiB, ${firing} fire${trouble}`;
}

async function measureOne(folder: string, rules: string, target: string) {
  const config = join(folder, 'prometheus.json');
  const global = { scrape_interval: `${interval}s`, evaluation_interval: `${interval}s` };
  const scrape = { job_name: 'kafka', static_configs: [{ targets: [target] }], honor_labels: true };
  const rule_files = [join(folder, `${rules}.json`)];
  writeFileSync(config, JSON.stringify({ global, rule_files, scrape_configs: [scrape] }));
  const probe = createServer();
  const address = await listening(probe);
  await new Promise((resolve) => {
    probe.close(resolve);
  });
  const data = join(folder, 'data');
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=${address}`];
  const child = spawn('prometheus', [...args, '--log.level=error'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    await ready(address);
    // Longer than the 5 minutes for which a lag must hold, so that what fires does.
    await wait((5 * 60 + 3 * interval) * 1000);
    const before = await figures(address);
    await wait(window * 1000);
    const after = await figures(address);
    const took = (name: keyof typeof before) => after[name] - before[name];
    return {
      firing: await alertsFiring(address),
      processorSeconds: took('process_cpu_seconds_total'),
      evaluationSeconds: (took('prometheus_rule_evaluation_duration_seconds_sum') * interval) / window,
      residentBytes: after.process_resident_memory_bytes,
      failed: took('prometheus_rule_evaluation_failures_total'),
      missed: took('prometheus_rule_group_iterations_missed_total'),
    };
  } finally {
    child.kill();
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

/** Of Prometheus about itself, each summed over its labels. */
async function figures(address: string) {
  const text = await (await fetch(`http://${address}/metrics`)).text();
  const sums = {
    process_cpu_seconds_total: 0,
    process_resident_memory_bytes: 0,
    prometheus_rule_evaluation_duration_seconds_sum: 0,
    prometheus_rule_evaluation_failures_total: 0,
    prometheus_rule_group_iterations_missed_total: 0,
  };
  for (const line of text.split('\n')) {
    const name = /^[a-z_]+/.exec(line)?.[0];
    if (name !== undefined && name in sums) sums[name as keyof typeof sums] += Number(line.split(' ').at(-1));
  }
  return sums;
}

async function alertsFiring(address: string): Promise<number> {
  const query = encodeURIComponent('count(ALERTS{alertstate="firing"}) or vector(0)');
  const response = await fetch(`http://${address}/api/v1/query?query=${query}`);
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  return Number(data.result[0]?.value[1]);
}

async function ready(address: string): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    const up = await fetch(`http://${address}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    await wait(500);
  }
  throw new Error('Prometheus did not start');
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
