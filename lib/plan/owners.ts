import { gitopsFolder, platformFolder } from '../model/catalog.ts';
import type { PathOwners } from '../model/codeowners/codeowners.ts';
import { type Manifest, manifestId } from '../model/manifest.ts';
import type { Approval } from '../model/terms/approval.ts';
import type { Environment } from '../model/terms/environment.ts';
import { type Place, received } from '../model/text/problem.ts';

/** Who owns a path of the stack, such as `environments/prod.yaml`; undefined where no line names it. */
export type OwnersOf = (path: string) => PathOwners | undefined;

/** The file of the stack that an object is of: of what is in force where it is there, of what is rendered else. */
export type FileOf = (object: string) => string;

/** That of its contract, else of its system, else the environment's. */
export function filesOfObjects(
  environment: Environment,
  before: readonly Manifest[],
  after: readonly Manifest[],
): FileOf {
  const files = new Map<string, string>();
  for (const one of [...after, ...before]) {
    const contract = one.metadata.annotations?.['workstreams.io/contract'];
    const system = one.metadata.labels?.['app.kubernetes.io/part-of'];
    if (contract !== undefined) files.set(manifestId(one), `contracts/${contract}/contract.yaml`);
    else if (system !== undefined && system !== platformFolder && system !== gitopsFolder)
      files.set(manifestId(one), `contracts/${system}/system.yaml`);
  }
  return (object) => files.get(object) ?? environment.source.file;
}

/** Why an approval is not one of the owners. */
export interface Refusal {
  readonly what: string;
  readonly fix: string;
}

/**
 * Whether those who approve own every file that the change is about: of each file one of its owners must be in `who`.
 * Capitals in the names of users, teams and addresses make no difference.
 */
export function ownersRefuse(
  { who }: Approval,
  files: Iterable<string>,
  ownersOf: OwnersOf,
): Refusal | undefined {
  const named = namesIn(who);
  for (const file of new Set(files)) {
    const { owners = [], place } = ownersOf(file) ?? {};
    if (owners.some((one) => named.has(one.toLowerCase()))) continue;
    if (owners.length === 0 || place === undefined) {
      const by = place === undefined ? 'no line of CODEOWNERS names it' : `by ${lineOf(place)}`;
      return { what: `${file} has no owner, ${by}`, fix: 'add a line for it to CODEOWNERS, with its owners' };
    }
    return {
      what: `${received(who)} names no owner of ${file} (${lineOf(place)})`,
      fix: `name who approved it, one of ${owners.join(', ')}; for a group of several owners, one of each`,
    };
  }
  return undefined;
}

const lineOf = ({ file, line }: Place): string => `${file}:${line}`;

/** The users, teams and addresses in a text for people: `Ada (@ada), @example/platform`. */
function namesIn(who: string): ReadonlySet<string> {
  const words = who.toLowerCase().split(/[\s,;()<>]+/);
  return new Set(words.filter((word) => word.includes('@')));
}
