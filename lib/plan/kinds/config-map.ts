import { hash } from 'node:crypto';
import type { Manifest } from '../../model/manifest.ts';
import { at } from '../../model/plain-object.ts';
import { type Facts, flatten } from '../facts.ts';
import { destructive, review, safe, type Verdict } from '../risk.ts';
import { isOfSchemas } from '../../model/schema-list.ts';
import { clientGroups } from '../world.ts';
import { clientSetting } from './client-setting.ts';
import type { Changed, Meaning, Scene, Worlds } from './meaning.ts';

/** Setting by setting: a file of client settings is not one text. */
function refine(facts: Facts, manifest: Manifest): void {
  const data = at(manifest, 'data');
  if (typeof data !== 'object' || data === null) return;
  for (const [file, text] of Object.entries(data)) {
    if (typeof text !== 'string') continue;
    // A program and whole schemas are no reading: the plan tells subjects in a part of their own.
    if (isOfSchemas(manifest)) {
      facts.set(`data.${file}`, `sha256:${hash('sha256', text).slice(0, 12)}`);
      continue;
    }
    const settings = settingsOf(file, text);
    if (settings === undefined) continue;
    facts.delete(`data.${file}`);
    flatten(settings, `data[${file}]`, facts);
  }
}

function settingsOf(file: string, text: string): unknown {
  if (file.endsWith('.properties')) return propertiesOf(text);
  if (!file.endsWith('.json')) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function propertiesOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => /^[^#!\s][^=]*=/.test(line));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]),
  );
}

const ofSchemas = 'nothing but the registration of schemas reads it';

/** Grafana finds dashboards by this label. */
function isDashboard({ metadata }: Manifest): boolean {
  return metadata.labels?.['grafana_dashboard'] !== undefined;
}

function judge(change: Changed, scene: Scene): Verdict | undefined {
  const { path, after } = change;
  if (path.startsWith('data') && isOfSchemas(scene.before) && isOfSchemas(scene.after))
    return safe(ofSchemas);
  if (path === 'immutable')
    return after === true
      ? review('what it holds can never change again: anything else needs a ConfigMap of another name')
      : undefined;
  if (path === 'metadata.labels.grafana_dashboard')
    return isDashboard(scene.after)
      ? safe('Grafana shows it as a dashboard')
      : review('Grafana no longer shows this dashboard');
  const [, file, setting] = /^data\[([^\]]+)\]\.(.+)$/.exec(path) ?? [];
  if (path.startsWith('data') && isDashboard(scene.before) && isDashboard(scene.after))
    return dashboard(file ?? path.slice('data.'.length), scene);
  if (file === undefined || setting === undefined) return wholeText(path, change);
  if (setting === 'group.id' || setting === 'application.id') return group(change, scene);
  if (isWholeFile(file, scene)) return wholeFile(file, change);
  return isOfClient(file)
    ? clientSetting(setting, change)
    : review(`what reads the file ${file} finds another ${setting}, at its next start or within a minute`);
}

/** Client settings are properties, or the map that kafkajs takes; other JSON is data of some program. */
function isOfClient(file: string): boolean {
  return file.endsWith('.properties') || file.endsWith('kafkajs.json');
}

function dashboard(file: string, scene: Scene): Verdict {
  if (!isWholeFile(file, scene)) return safe('the dashboard looks different');
  return at(scene.after, 'data', file) === undefined
    ? review(`the dashboard ${file} is gone`)
    : safe(`a new dashboard ${file}`);
}

/** Whether the file came or went as a whole. */
function isWholeFile(file: string, { before, after }: Scene): boolean {
  return at(before, 'data', file) === undefined || at(after, 'data', file) === undefined;
}

function wholeFile(file: string, { after }: Changed): Verdict {
  return after === undefined
    ? review(
        `the file ${file} is gone: ${isOfClient(file) ? 'a client that' : 'what'} reads it does not start`,
      )
    : safe(`a new file ${file}, which ${isOfClient(file) ? 'no client' : 'nothing'} reads yet`);
}

function group({ before, after }: Changed, scene: Scene): Verdict {
  const [was, is] = [clientGroups(scene.before), clientGroups(scene.after)];
  const lost = was.filter((one) => !is.includes(one));
  const found = is.filter((one) => !was.includes(one));
  if (lost.length === 0 && found.length === 0) return review('the group is named in another file');
  if (lost.length > 0 && found.length > 0 && (before === undefined || lost.includes(String(before)))) {
    return destructive(
      `the consumer group ${lost.join(', ')} is left with its offsets, and ${found.join(', ')} has none: it begins where auto.offset.reset says, so everything that is kept is processed again (earliest) or what waits is passed over (latest)`,
    );
  }
  return after === undefined
    ? review(
        `no one reads as ${String(before)} after that: its offsets expire after the brokers' offsets.retention.minutes`,
      )
    : review(`a new group ${String(after)} reads from where auto.offset.reset says`);
}

function wholeText(path: string, { before, after }: Changed): Verdict | undefined {
  if (!path.startsWith('data.')) return undefined;
  if (path.endsWith('kafka.yaml'))
    return review(
      "what the Kafka's owner merges changes: until it is merged there, the cluster is as it was",
    );
  if (before === undefined) return safe('a new file, which nothing reads yet');
  return after === undefined
    ? review('the file is gone: what reads it does not start')
    : review('what reads the file finds another text, at its next start or within a minute');
}

function created(manifest: Manifest, { before }: Worlds): Verdict {
  if (isDashboard(manifest)) return safe('a new dashboard');
  if (isOfSchemas(manifest)) return safe(ofSchemas);
  const known = clientGroups(manifest).filter((one) => before.groups.has(one));
  return known.length === 0
    ? safe('new settings, which nothing reads yet')
    : review(
        `new settings for the group ${known.join(', ')}, which others have already: they share its partitions`,
      );
}

function deleted(manifest: Manifest): Verdict {
  if (isDashboard(manifest)) return review('the dashboard is gone');
  if (isOfSchemas(manifest)) return safe('schemas that are registered stay in the registry');
  const groups = clientGroups(manifest);
  return review(
    groups.length === 0
      ? 'what mounts it no longer starts'
      : `clients of the group ${groups.join(', ')} that mount it no longer start`,
  );
}

export const configMap: Meaning = { refine, judge, created, deleted };
