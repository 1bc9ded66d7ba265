import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { isBlocked, type Plan, planChange } from '../plan/plan.ts';
import { planText } from '../plan/plan-text.ts';
import { readBaseline } from '../release/read-manifests.ts';
import { releaseFile } from '../release/release.ts';
import { readOwners } from './owners.ts';
import { paintFor } from './paint.ts';
import { loadProject, type Project } from './project.ts';
import { resolve } from '../policies/resolve.ts';
import { settingPlaces } from '../reports/setting-places.ts';
import { filesAt } from './catalog-at.ts';
import { fixesElsewhere } from './promotion-source.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { Read } from '../model/text/problem.ts';
import { type Allows, synthesize, type Synthesized } from './render.ts';
import { problemList, problemReport, today } from './report.ts';
import { rootOption } from './root-option.ts';
import { type SourceState, sourceState, sourceText } from './source-state.ts';

export function synthCommand() {
  return new Command('synth')
    .option('--env <name...>', 'only these environments')
    .option('--out <folder>', 'where to write (default: dist in the stack)')
    .addOption(rootOption())
    .option('--quiet', 'say nothing when all is well')
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams synth                     every environment, into dist/
  $ workstreams synth --env dev staging   two of them; the folders of the others stay as they are
  $ workstreams synth --env dev --out ../gitops

A folder that is named by --out and holds a release is planned against first.

Exit codes: 0 written, 1 errors, 3 blocked (impossible, or destructive without an approval in the environment's file);
then nothing was written.`,
    )
    .action((options) => {
      const { env, root, quiet } = options;
      const out = options.out ?? join(root, 'dist');
      const date = today();
      const project = loadProject({
        root,
        today: date,
        ...(env === undefined ? {} : { environments: env }),
      });
      const blocked: Plan[] = [];
      const state = sourceState(root);
      const write = (): Read<Synthesized> => {
        if (!project.ok) return project;
        // Only a folder that was named may be one that clusters run from.
        const gate = gateOf({ out: options.out, root, project: project.value, date, blocked });
        return gate.ok ? synthesize(project.value, out, sourceText(state), gate.value) : gate;
      };
      const result = write();
      if (options.out !== undefined && result.ok)
        tellFixes(root, options.out, state, project.ok ? project.value.environments : []);
      for (const plan of blocked) {
        process.stderr.write(`${planText(plan, paintFor(process.stderr))}\n`);
        if (plan.problems.length > 0) process.stderr.write(`${problemList(plan.problems)}\n`);
      }
      if (!result.ok) {
        process.stderr.write(problemReport(result.problems));
        process.exitCode = blocked.length > 0 ? 3 : 1;
      } else if (quiet !== true) {
        process.stdout.write(`${result.value.objects} objects in ${result.value.files} files below ${out}\n`);
      }
    });
}

interface GateRequest {
  /** Undefined: a folder of our own, which may hold whatever is rendered. */
  readonly out: string | undefined;
  readonly root: string;
  readonly project: Project;
  readonly date: string;
  /** Gets the plans that must not come true, with what stands against them. */
  readonly blocked: Plan[];
}

/** Plans an environment against the release that is in the folder, as `plan` does. */
function gateOf({ out, root, project, date, blocked }: GateRequest): Read<Allows | undefined> {
  if (out === undefined) return { ok: true, value: undefined };
  const { catalog, environments } = project;
  const owners = readOwners({ root, environments });
  if (!owners.ok) return owners;
  const allows: Allows = (environment, after) => {
    if (!existsSync(join(out, environment.environment, releaseFile))) return true;
    const before = readBaseline(out, environment.environment);
    // What cannot be read is reported where it is to be replaced.
    if (!before.ok) return true;
    const { manifests, others } = before.value;
    const plan = planChange({
      environment,
      before: manifests,
      others,
      after,
      today: date,
      placeOf: settingPlaces(() => resolve(catalog, environment)),
      ...(owners.value === undefined ? {} : { ownersOf: owners.value }),
    });
    if (!isBlocked(plan)) return true;
    const objects = plan.objects.filter(({ needs }) => needs.length > 0);
    blocked.push({ ...plan, objects });
    return false;
  };
  return { ok: true, value: allows };
}

/** Says which fixes came to other environments of the folder in an emergency, and are not in what was rendered. */
function tellFixes(
  root: string,
  gitops: string,
  { commit }: SourceState,
  environments: readonly Environment[],
): void {
  if (commit === null) return;
  const origin = { source: commit, parts: {} };
  const files = filesAt(root, origin, { file: root, line: 1, column: 1 });
  if (!files.ok) return;
  const fixes = environments.flatMap(({ environment: name }) =>
    fixesElsewhere({ root, gitops, name }, { origin, files: files.value }),
  );
  if (fixes.length > 0) process.stderr.write(`${problemList(fixes)}\n`);
}
