import { Command, Option } from '@commander-js/extra-typings';
import { unfinished } from '../release/unfinished.ts';
import { systemFiles } from '../release/file-operations.ts';
import { type Plan, planChange, planExitCode } from '../plan/plan.ts';
import { planJson } from '../plan/plan-json.ts';
import { planMarkdown } from '../plan/plan-markdown.ts';
import { planSummary, planText } from '../plan/plan-text.ts';
import { readBaseline, readExport } from '../release/read-manifests.ts';
import { type Catalog, gitopsFolder, platformFolder } from '../model/catalog.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Environment } from '../model/terms/environment.ts';
import { suggestion } from '../model/text/nearest.ts';
import { inOrder, isError, printable, type Problem, type Read } from '../model/text/problem.ts';
import { readOwners } from './owners.ts';
import { paintFor } from './paint.ts';
import { loadProject } from './project.ts';
import { judgeProject } from './judge.ts';
import { besideReport, listingCommand, problemList, today } from './report.ts';
import { resolve } from '../policies/resolve.ts';
import { settingPlaces } from '../reports/setting-places.ts';
import { rootOption } from './root-option.ts';

export function planCommand() {
  return new Command('plan')
    .requiredOption('--env <name>', 'the environment')
    .requiredOption(
      '--baseline <folder>',
      'what is in force: a folder with one rendered folder an environment, such as a GitOps checkout',
    )
    .option('--live <file>', 'an export of the cluster (kubectl get … -o yaml or json): shows drift')
    .option('--system <id>', 'only the objects of one system')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'json', 'markdown']).default('text'),
    )
    .addOption(rootOption())
    .option('--summary', 'the verdict, what needs a decision, and the rest by kind')
    .option('--quiet', 'say nothing when there is nothing to do')
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams plan --env prod --baseline ../gitops
  $ workstreams plan --env prod --baseline ../gitops --format markdown > body.md
  $ kubectl get kafkatopics,kafkausers,scaledjobs,scaledobjects -A -o yaml > live.yaml
  $ workstreams plan --env prod --baseline ../gitops --live live.yaml

Exit codes: 0 nothing to do, 1 errors, 2 changes or drift, 3 blocked (impossible, or destructive without an
approval in the environment's file). docs/change.md says what each risk means.`,
    )
    .action((options) => {
      const { format, quiet } = options;
      const made = makePlan(options);
      if (!made.ok) {
        process.stderr.write(problemList(made.problems));
        process.exitCode = 1;
        return;
      }
      const { plan, warnings } = made.value;
      process.exitCode = planExitCode(plan);
      const told = inOrder([...plan.problems, ...warnings]);
      if (told.length > 0 && format === 'text')
        process.stderr.write(`${besideReport(told, listingCommand([options.env]))}\n`);
      else if (plan.problems.length > 0) process.stderr.write(problemList(plan.problems));
      if (quiet === true && process.exitCode === 0) return;
      process.stdout.write(
        options.summary === true && format === 'text'
          ? planSummary(plan, paintFor(process.stdout))
          : printed(plan, format, warnings),
      );
    });
}

interface PlanOptions {
  readonly env: string;
  readonly baseline: string;
  readonly live?: string;
  readonly system?: string;
  readonly root: string;
}

interface Made {
  readonly plan: Plan;
  readonly warnings: readonly Problem[];
}

/** Reads the baseline, the export and the project, renders the environment, and compares. */
function makePlan({ env, baseline, live, system, root }: PlanOptions): Read<Made> {
  const date = today();
  const before = readBaseline(baseline, env);
  const exported = live === undefined ? undefined : readExport(live);
  const rendered = renderOne(root, env, date);
  const owners = readOwners({ root, environments: rendered.ok ? [rendered.value.environment] : [] });
  const problems = [before, exported, rendered, owners].flatMap((read) =>
    read === undefined || read.ok ? [] : read.problems,
  );
  problems.push(...unfinished(systemFiles, baseline));
  if (system !== undefined && before.ok && rendered.ok) {
    const known = partsOf(rendered.value, before.value.manifests);
    if (!known.includes(system)) problems.push(unknownSystem(system, known));
  }
  if (!before.ok || !rendered.ok || !owners.ok || exported?.ok === false || problems.length > 0)
    return { ok: false, problems: inOrder(problems) };
  const { environment, manifests, warnings } = rendered.value;
  const plan = planChange({
    environment,
    before: before.value.manifests,
    after: manifests,
    today: date,
    placeOf: settingPlaces(() => resolve(rendered.value.catalog, environment)),
    ...(owners.value === undefined ? {} : { ownersOf: owners.value }),
    others: before.value.others,
    ...(exported === undefined ? {} : { live: exported.value.objects }),
    ...(system === undefined ? {} : { system }),
  });
  const odd = (exported?.value.odd ?? []).map((one): Problem => ({ ...one, level: 'warning' }));
  return {
    ok: true,
    value: { plan, warnings: [...warnings, ...before.value.warnings, ...odd, ...plan.warnings] },
  };
}

/** What objects may be a part of. */
function partsOf({ catalog }: Rendered, baseline: readonly Manifest[]): string[] {
  const removed = baseline.flatMap(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'] ?? []);
  return [...new Set([...catalog.systems.map(({ id }) => id), ...removed, platformFolder, gitopsFolder])];
}

function unknownSystem(system: string, known: readonly string[]): Problem {
  return {
    place: { file: '--system', line: 1, column: 1 },
    key: '',
    what: `there is no system ${printable(JSON.stringify(system))}`,
    fix: suggestion(system, known),
  };
}

interface Rendered {
  readonly catalog: Catalog;
  readonly environment: Environment;
  readonly manifests: readonly Manifest[];
  readonly warnings: readonly Problem[];
}

/** One environment as it would be written, if nothing is wrong with it. */
function renderOne(root: string, env: string, date: string): Read<Rendered> {
  const project = loadProject({ root, today: date, environments: [env] });
  if (!project.ok) return project;
  const [environment] = project.value.environments;
  if (environment === undefined) throw new Error(`no environment ${env}`);
  const manifests: Manifest[] = [];
  const problems = judgeProject(project.value, () => (unit) => manifests.push(...unit.manifests));
  const errors = problems.filter(isError);
  return errors.length > 0
    ? { ok: false, problems: errors }
    : { ok: true, value: { catalog: project.value.catalog, environment, manifests, warnings: problems } };
}

function printed(plan: Plan, format: string, warnings: readonly Problem[]): string {
  switch (format) {
    case 'json':
      return planJson(plan, warnings);
    case 'markdown':
      return planMarkdown(plan, warnings);
    default:
      return planText(plan, paintFor(process.stdout));
  }
}
