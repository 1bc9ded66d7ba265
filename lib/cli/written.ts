import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { safeLoadAll } from 'js-yaml';
import { manifestCheck } from '../governance/engine.ts';
import { type CatalogView, type RuleText, validInput } from '../governance/rule.ts';
import { rules } from '../governance/rules/index.ts';
import { catalogOf } from '../model/catalog.ts';
import type { Environment } from '../model/terms/environment.ts';
import { loadEnvironments } from '../model/load-environments.ts';
import type { Manifest } from '../model/manifest.ts';
import { formatProblem, isError, type Level, type Place, printable } from '../model/text/problem.ts';

/** What is wrong with one object of a written file. */
export interface WrittenFinding {
  readonly rule: RuleText;
  readonly level: Level;
  readonly file: string;
  /** `Deployment shop-prod/x`; the file's name where no object of it can be read. */
  readonly object: string;
  /** What is wrong there, and what to do. */
  readonly told: string;
}

/** What contracts excuse, and where the unit of a file comes from. */
export interface Excuses {
  readonly view: CatalogView;
  readonly place: (environment: string, unit: string) => Place;
}

/**
 * Judges manifests as they lie on the disk, whoever wrote them, by the rules on manifests and the posture of the
 * environment in whose folder they are. They are read by a reader of YAML 1.1, as Kubernetes reads them.
 * @param root the folder with `environments/`
 * @param files paths in which the environment's name is a folder
 * @param excuses asked only where something is wrong: to load and run what reads contracts takes longer than all the rest
 */
export async function judgeWritten(
  root: string,
  files: readonly string[],
  today: string,
  excuses: () => Promise<Excuses | undefined>,
): Promise<WrittenFinding[]> {
  const read = loadEnvironments(root);
  if (!read.ok) return read.problems.map((one) => inFile(one.place.file, formatProblem(one)));
  const environments = read.value;
  const folders = new Map(environments.map(({ environment }): [string, Written[]] => [environment, []]));
  const unread: WrittenFinding[] = [];
  for (const file of files) {
    const name = dirname(file)
      .split('/')
      .findLast((one) => folders.has(one));
    if (name === undefined) unread.push(inFile(file, homeless));
    else folders.get(name)?.push({ file, manifests: manifestsOf(file, unread) });
  }
  const judge = ({ view, place }: Excuses) =>
    environments.flatMap((environment) =>
      judgeFolder(environment, folders.get(environment.environment) ?? [], view, place),
    );
  const bare: Excuses = {
    view: { catalog: catalogOf([], []), environments, environmentNames: [...folders.keys()], today },
    place: (environment) => ({ file: `environments/${environment}.yaml`, line: 1, column: 1 }),
  };
  const found = judge(bare);
  return [...unread, ...(found.length === 0 ? [] : judge((await excuses()) ?? bare))];
}

const homeless = "it lies in no environment's folder; write it below <environment>/<system>/";

interface Written {
  readonly file: string;
  readonly manifests: readonly Manifest[];
}

function judgeFolder(
  environment: Environment,
  folder: readonly Written[],
  view: CatalogView,
  place: Excuses['place'],
): WrittenFinding[] {
  const check = manifestCheck(environment, view);
  return folder.flatMap(({ file, manifests }) =>
    check(manifests, () => place(environment.environment, unitOf(file))).map((one): WrittenFinding => {
      const subject = one.subject ?? basename(file);
      const what = one.what.startsWith(`${subject}: `) ? one.what.slice(subject.length + 2) : one.what;
      return {
        rule: rules.find(({ id }) => id === one.rule) ?? validInput,
        level: isError(one) ? 'error' : 'warning',
        file,
        object: printable(subject),
        told: printable(`${what}; ${one.fix}`),
      };
    }),
  );
}

function unitOf(file: string): string {
  return basename(file).replace(/\.k8s\.yaml$/, '');
}

function inFile(file: string, told: string): WrittenFinding {
  return { rule: validInput, level: 'error', file, object: basename(file), told };
}

function manifestsOf(file: string, found: WrittenFinding[]): Manifest[] {
  try {
    const documents: unknown[] = safeLoadAll(readFileSync(file, 'utf8'));
    return documents.flatMap((one, index) => {
      if (one === null || one === undefined) return [];
      if (isManifest(one)) return [one];
      found.push(inFile(file, `document ${index + 1} has no kind, apiVersion or metadata.name: add them`));
      return [];
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    found.push(inFile(file, `it is no YAML: ${printable(why)}`));
    return [];
  }
}

function isManifest(value: unknown): value is Manifest {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Record<keyof Manifest, unknown>>;
  const name = (metadata as { name?: unknown } | null | undefined)?.name;
  return [apiVersion, kind, name].every((one) => typeof one === 'string');
}
