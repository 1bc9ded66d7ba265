import { expect } from '@jest/globals';
import type { Kind } from '../../lib/cli/new/plan.ts';
import { runNew } from '../../lib/cli/new/run-new.ts';
import { loadProject } from '../../lib/cli/project.ts';
import { judgeProject } from '../../lib/cli/judge.ts';
import { isError } from '../../lib/model/text/problem.ts';
import { principalsOf, resolve } from '../../lib/policies/resolve.ts';
import { today } from './fixture.ts';
import type { StackCopy } from './stack-copy.ts';

export const health = {
  system: 'ledger',
  context: 'accounts',
  class: 'evt',
  topic: 'account-health',
  purpose: 'How each account does: limit and balance',
  owner: 'ledger',
  key: 'accountId',
  producers: 'booking',
  consumers: 'reminders',
};
export const lint = {
  context: 'depot',
  executorClass: 'vision',
  kind: 'lint',
  purpose: 'Code that a tool lints',
};

export type Given = Readonly<Record<string, string | string[]>>;

/** What a run of `new` with these flags says; a refusal begins with `refused: `. */
export async function runIn(copy: StackCopy, kind: Kind, given: Given, meant = false): Promise<string> {
  const entries = Object.entries(given).map(([key, value]) => [key, Array.isArray(value) ? value : [value]]);
  const props = { root: copy.root, today, kind, meant, dialogue: undefined };
  const result = await runNew({ ...props, given: Object.fromEntries(entries) });
  return 'done' in result ? result.done : `refused: ${result.refused}`;
}

/** The stack as it is on disk now: it has no error, and these topics and users of a system in an environment. */
export function renderedIn(copy: StackCopy, environment: string, system: string) {
  const project = loadProject({ root: copy.root, today });
  if (!project.ok) throw new Error(JSON.stringify(project.problems));
  expect(judgeProject(project.value).filter(isError)).toEqual([]);
  const where = project.value.environments.find((one) => one.environment === environment);
  if (where === undefined) throw new Error(`no ${environment}`);
  const resolved = resolve(project.value.catalog, where);
  const found = resolved.systems.find(({ declaration }) => declaration.id === system);
  return {
    topics: (found?.families ?? []).flatMap((family) => family.topics.map(({ name }): string => name.value)),
    users: principalsOf(resolved).map(({ name }): string => name),
  };
}
