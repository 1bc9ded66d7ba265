import { isScalar } from 'yaml';
import {
  currentApiVersion,
  formerRenamePhase,
  type RenamedKey,
  renamedKeys,
  stepsOf,
} from '../../model/renamed-keys.ts';
import { renamedRule } from '../../model/renamed-rules.ts';
import { received } from '../../model/text/problem.ts';
import type { EditableYaml } from './editable-yaml.ts';

export type FileKind = 'System' | 'Contract' | 'Environment';

/**
 * Whether a file is of the format before `workstreams.io/v1`. What says that it is of another format than these two is
 * refused.
 */
export function isEarlier(yaml: EditableYaml, kind: FileKind): boolean {
  const [version] = yaml.entries([['apiVersion']]);
  const [said] = yaml.entries([['kind']]);
  const { apiVersion, kind: found } = yaml.source.value as Readonly<Record<string, unknown>>;
  if (version !== undefined && apiVersion !== currentApiVersion) {
    yaml.refuseValue(
      version.path,
      `unknown format ${received(apiVersion)}`,
      `this program reads ${currentApiVersion} and the format before it, which has no apiVersion`,
    );
  }
  if (said !== undefined && found !== kind) {
    yaml.refuseValue(
      said.path,
      `${received(found)} in the place of a ${kind}`,
      `write ${kind}, or move the file`,
    );
  }
  return apiVersion === undefined;
}

/** Rewrites a contract of the earlier format. */
export function upgradeContract(yaml: EditableYaml): void {
  addHead(yaml, 'Contract');
  renameKeys(yaml, renamedKeys.Contract);
  renameRules(yaml);
}

/**
 * Rewrites an environment of the earlier format.
 * @param renamed addresses of the contracts that name an earlier topic: each gets the phase that held for all of them
 */
export function upgradeEnvironment(yaml: EditableYaml, renamed: readonly string[]): void {
  addHead(yaml, 'Environment');
  addCluster(yaml);
  renameKeys(yaml, renamedKeys.Environment);
  movePhase(yaml, renamed);
  renameRules(yaml);
}

function addHead(yaml: EditableYaml, kind: FileKind): void {
  const { kind: found } = yaml.source.value as Readonly<Record<string, unknown>>;
  yaml.prepend([
    ['apiVersion', currentApiVersion],
    ...(found === undefined ? [['kind', kind] as const] : []),
  ]);
  yaml.changes.push('apiVersion and kind');
}

function renameKeys(yaml: EditableYaml, keys: readonly RenamedKey[]): void {
  for (const { path, to } of keys) {
    for (const entry of yaml.entries(stepsOf(path))) yaml.renameKey(entry, to);
  }
}

/** Each environment was a cluster of its own; whoever has two on one cluster writes so afterwards. */
function addCluster(yaml: EditableYaml): void {
  const [environment] = yaml.entries([['environment']]);
  if (environment === undefined || yaml.entries([['cluster']]).length > 0) return;
  const name = yaml.scalarText(environment);
  if (name === undefined) {
    yaml.refuse(
      environment.path,
      'it is not written on one line',
      'write the name of the environment on one line',
    );
    return;
  }
  const flow = `cluster: ${name}`;
  yaml.insertBehind(environment, { lines: [flow], flow });
  yaml.changes.push(`cluster: ${name}`);
}

/** One phase of all renamed queues becomes a phase of each. */
function movePhase(yaml: EditableYaml, renamed: readonly string[]): void {
  const [phase] = yaml.entries(stepsOf(formerRenamePhase));
  const [section] = yaml.entries(stepsOf(formerRenamePhase).slice(0, 1));
  if (phase === undefined || section === undefined) return;
  const [there] = yaml.entries([['renames']]);
  if (there !== undefined) {
    yaml.refuse(phase.path, 'the file has `renames` too', 'keep `renames`, and remove this line');
    return;
  }
  const text = yaml.scalarText(phase);
  if (text === undefined) {
    yaml.refuseValue(
      phase.path,
      'it is not a word on the line of its key',
      'write before, dual, cutover, drained or retired',
    );
    return;
  }
  const { above, behind } = yaml.remove(phase);
  const comment = behind === undefined ? '' : ` ${behind}`;
  if (renamed.length === 0) {
    // No queue has an earlier name: the phase decided nothing, and what was written about it is kept.
    const kept = [...above, ...(behind === undefined ? [] : [behind])];
    if (kept.length > 0) yaml.insertBehind(section, { lines: kept, flow: '' });
    yaml.changes.push(`${phase.path.join('.')} removed: no contract has an earlier name`);
    return;
  }
  const lines = [...above, `renames:${comment}`, ...renamed.map((address) => `  ${address}: ${text}`)];
  const flow = `renames: { ${renamed.map((address) => `${address}: ${text}`).join(', ')} }`;
  yaml.insertBehind(section, { lines, flow, apart: true, from: phase });
  yaml.changes.push(`${phase.path.join('.')} -> renames`);
}

/** Ids of rules where the formats have them: in exceptions, and where an environment makes rules stricter. */
function renameRules(yaml: EditableYaml): void {
  for (const entry of yaml.itemEntries('exceptions', 'rule')) {
    const to = isScalar(entry.value) ? renamedRule(String(entry.value.value)) : undefined;
    if (to !== undefined) yaml.renameValue(entry, to);
  }
  for (const entry of yaml.entries([['rules'], ['*']])) {
    const to = renamedRule(String(entry.path.at(-1)));
    if (to !== undefined) yaml.renameKey(entry, to);
  }
}
