import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isError, printable, type Problem } from '../../model/text/problem.ts';
import { loadProject } from '../project.ts';
import { judgeProject } from '../judge.ts';
import { problemReport } from '../report.ts';
import { type Edit, putInPlace } from './edits.ts';
import type { Kind, Plan } from './plan.ts';
import { withSchemaComment } from './schema-comment.ts';
import { type Answers, collect, type Dialogue, refusalReport, Terminal } from './questions.ts';

export interface NewProps {
  readonly root: string;
  /** `2026-12-31` */
  readonly today: string;
  readonly kind: Kind;
  /** Answers from flags. */
  readonly given: Answers;
  /** A context that is not there yet is meant. */
  readonly meant: boolean;
  /** Where to ask for the rest; undefined: nothing is asked. */
  readonly dialogue: Dialogue | undefined;
}

/** What was written and what to do next, or why nothing was. */
export type NewResult = { readonly done: string } | { readonly refused: string };

/**
 * Adds to a repository: knows the answers, makes the files, judges the repository as it would be with them by every
 * rule in every environment, and only then writes.
 */
export async function runNew(props: NewProps): Promise<NewResult> {
  const { root, today, kind } = props;
  const project = loadProject({ root, today, incomplete: true });
  if (!project.ok) return { refused: problemReport(project.problems) };
  const workspace = { root, project: project.value, today };
  const terminal = props.dialogue === undefined ? undefined : new Terminal(props.dialogue);
  try {
    const { answers, refusals } = await collect(kind.fields(workspace), props.given, props.meant, terminal);
    if (refusals.length > 0) return { refused: refusalReport(refusals) };
    const { edits, next } = kind.plan(answers, workspace);
    const plan = { edits: edits.map((edit) => withSchemaComment(root, edit)), next };
    const problems = judge(root, plan.edits, today).filter(isError);
    if (problems.length > 0) return { refused: problemReport(problems) };
    const files = plan.edits.map(
      (edit) => `  ${edit.replaces === true ? 'edit' : 'new '} ${printable(edit.path)}\n`,
    );
    if (terminal !== undefined && !(await terminal.confirmed(`${files.join('')}Write them?`))) {
      return { refused: 'nothing was written\n' };
    }
    putInPlace(root, plan.edits);
    return { done: `${files.join('')}${nextSteps(plan)}` };
  } finally {
    terminal?.close();
  }
}

/** The repository as it would be, judged in a folder of its own. */
function judge(root: string, edits: readonly Edit[], today: string): Problem[] {
  const copy = mkdtempSync(join(tmpdir(), 'workstreams-new-'));
  try {
    for (const folder of ['contracts', 'environments'])
      cpSync(join(root, folder), join(copy, folder), { recursive: true });
    for (const { path, text } of edits) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), text);
    }
    const project = loadProject({ root: copy, today });
    return project.ok ? judgeProject(project.value) : project.problems;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function nextSteps({ edits, next }: Plan): string {
  const contract = edits.find(({ path }) => path.endsWith('/contract.yaml'))?.path ?? '';
  const steps = [
    `Say in ${contract} what is expected: load, service levels, retention, PII.`,
    ...next,
    'npx workstreams lint',
    'npm run golden, read git diff, and open a pull request.',
  ];
  const list = steps.map((step, index) => `  ${index + 1}. ${step}\n`).join('');
  return `\nIt passes every rule in every environment. Next:\n${list}`;
}
