import { join } from 'node:path';
import type { Approval } from '../model/terms/approval.ts';
import type { Environment } from '../model/terms/environment.ts';
import { type Place, type Problem, problem, type Read } from '../model/text/problem.ts';
import { type EnvironmentFolder, readEnvironmentFolder } from '../release/environment-folder.ts';
import type { FileOperations } from '../release/file-operations.ts';
import { type Origin, originOf } from '../release/origin.ts';
import { short, sourceProblems } from '../release/promotion.ts';
import { releaseFile } from '../release/release.ts';
import { withFiles } from './catalog-at.ts';
import { loadProject, type Project, type ProjectProps } from './project.ts';
import { earlierRelease, fixesElsewhere, promotionSource, type PromotionSource } from './promotion-source.ts';
import type { Provenance } from '../release/provenance.ts';
import { provenanceOf } from './provenance.ts';
import type { ReleaseOrigin } from './render.ts';
import type { PromotedFrom } from '../release/promoted-from.ts';
import type { SourceState } from './source-state.ts';

export interface ContractsRequest {
  readonly root: string;
  readonly from: PromotedFrom;
  /** Folders below `contracts/`; none: all. */
  readonly only: readonly string[];
  readonly gitops: string;
  readonly ops: FileOperations;
  readonly state: SourceState;
  readonly target: EnvironmentFolder;
}

/** The contracts that a promotion renders, with what it says of them. */
export interface PromotedContracts {
  readonly release: ReleaseOrigin;
  readonly load: (props: ProjectProps) => Read<Project>;
  readonly warnings: (project: Project) => Problem[];
  readonly provenance: (environment: Environment, approvals: readonly Approval[]) => Provenance;
}

/**
 * Finds the contracts of a promotion: of the commits that the source runs, whatever this checkout stands on by now.
 * Where no commit is known (a stack without git) they are those of this folder, if the source was rendered from the same.
 */
export function promotedContracts(request: ContractsRequest): Read<PromotedContracts> {
  const { root, from, only, state, target } = request;
  const start = startOf(request);
  if (!start.ok) return start;
  const { place, origin, catalog } = start.value;
  if (origin === undefined) return fromFolder(request, start.value);
  const source = promotionSource({
    root,
    target,
    from: origin,
    place,
    only,
    ...(from.kind === 'emergency' ? { emergency: from.reason } : {}),
  });
  if (!source.ok) return source;
  const undone = from.kind === 'release' ? [] : undoneProblems(source.value, target);
  if (undone.length > 0) return { ok: false, problems: undone };
  const { files, emergencies } = source.value;
  const { source: commit, parts } = source.value.origin;
  const isHere = commit === state.commit && Object.keys(parts).length === 0;
  return {
    ok: true,
    value: {
      release: { source: commit, parts, emergencies },
      load: (props) => {
        if (isHere) return loadProject(props);
        const project = withFiles(root, files, (contracts) => loadProject({ ...props, contracts }));
        return project.ok
          ? project
          : { ok: false, problems: [...project.problems, ofCommits(source.value, place)] };
      },
      warnings: (project) => [
        ...(catalog === undefined || only.length > 0 || catalog === project.catalog.digest
          ? []
          : [otherDigest(place, commit, catalog, project.catalog.digest)]),
        ...fixesElsewhere({ root, gitops: request.gitops, name: target.name }, source.value),
      ],
      provenance: (environment, approvals) =>
        provenanceOf({ root, state, target, from, source: source.value, environment, approvals, only }),
    },
  };
}

interface Start {
  readonly place: Place;
  /** Undefined: no commit is known. */
  readonly origin: Origin | undefined;
  /** The digest that goes with it. */
  readonly catalog?: string;
}

function startOf({ root, from, only, gitops, ops, state, target }: ContractsRequest): Read<Start> {
  switch (from.kind) {
    case 'environment': {
      const source = readEnvironmentFolder(ops, gitops, from.name);
      if (!source.ok) return source;
      const problems = sourceProblems(source.value);
      const { release, shown } = source.value;
      if (release === undefined || problems.length > 0) return { ok: false, problems };
      const place: Place = { file: join(shown, releaseFile), line: 1, column: 1 };
      return { ok: true, value: { place, origin: originOf(release), catalog: release.catalog } };
    }
    case 'release': {
      const earlier = earlierRelease(gitops, target.name, from.commit);
      if (!earlier.ok) return earlier;
      const place: Place = { file: join(target.shown, releaseFile), line: 1, column: 1 };
      const { catalog } = earlier.value;
      const origin = originOf(earlier.value);
      if (origin !== undefined) return { ok: true, value: { place, origin, catalog } };
      const what = `the release of ${from.commit} was rendered from what no commit has`;
      return { ok: false, problems: [problem(place, '', what, 'choose another release')] };
    }
    case 'emergency': {
      const place: Place = { file: root, line: 1, column: 1 };
      if (only.length === 0) {
        const what = 'an emergency fix is of some contracts, never of all';
        return {
          ok: false,
          problems: [problem(place, '', what, 'name it: --only <contract> or --system <id>')],
        };
      }
      if (state.commit !== null)
        return { ok: true, value: { place, origin: { source: state.commit, parts: {} } } };
      const what = 'this folder is not in a git repository, so a release cannot say what was promoted';
      return { ok: false, problems: [problem(place, '', what, 'commit the fix first')] };
    }
  }
}

function fromFolder(
  { root, from, only, state, target }: ContractsRequest,
  { place, catalog }: Start,
): Read<PromotedContracts> {
  const unknown = 'which commit this was rendered from is not known';
  if (only.length > 0) {
    const fix = 'promote everything, or render it from a git repository first';
    return { ok: false, problems: [problem(place, '', unknown, fix)] };
  }
  return {
    ok: true,
    value: {
      release: { source: state.commit },
      load: (props) => {
        const project = loadProject(props);
        if (!project.ok || project.value.catalog.digest === catalog) return project;
        const name = from.kind === 'environment' ? from.name : target.name;
        const what = `${name} runs catalogue ${short(catalog ?? '')}, and this folder has ${short(project.value.catalog.digest)}`;
        const fix = `render ${name} from this one, and let it run there first`;
        return { ok: false, problems: [problem(place, '', `${what}; ${unknown}`, fix)] };
      },
      warnings: () => [],
      provenance: (environment, approvals) =>
        provenanceOf({ root, state, target, from, source: undefined, environment, approvals, only }),
    },
  };
}

function undoneProblems({ undone }: PromotionSource, { name, shown, release }: EnvironmentFolder): Problem[] {
  const place: Place = { file: join(shown, releaseFile), line: 1, column: 1 };
  return undone.map((folder) => {
    const reason = release?.emergencies?.[folder] ?? '';
    const what = `this would undo an emergency fix that ${name} has (${reason})`;
    const fix =
      'let the environments below have it first; or leave the folder out (--only, --system); or go back on purpose: --release <commit>';
    return problem(place, folder, what, fix);
  });
}

/** Problems in `contracts/` are of files that this checkout may have otherwise. */
function ofCommits({ origin: { source, parts } }: PromotionSource, place: Place): Problem {
  const others = Object.entries(parts).map(([folder, commit]) => `${folder} of ${short(commit)}`);
  const of = [`commit ${short(source)}`, ...others].join(', ');
  return problem(
    place,
    '',
    `contracts are read as they are in ${of}`,
    others.length === 0
      ? 'fix them in this repository, and let that run below first'
      : 'promote what they need together with them',
  );
}

function otherDigest(place: Place, commit: string, said: string, found: string): Problem {
  const what = `names catalogue ${short(said)}, and commit ${short(commit)} has ${short(found)} as this version of Workstreams reads it`;
  return {
    ...problem(place, '', what, 'was the file edited? Else render the environment again after an upgrade'),
    level: 'warning',
  };
}
