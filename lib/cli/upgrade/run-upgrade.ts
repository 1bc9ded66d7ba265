import { lstatSync } from 'node:fs';
import { join, posix } from 'node:path';
import { inOrder, type Problem, problem } from '../../model/text/problem.ts';
import { readText } from '../../model/text/read-files.ts';
import { type Read, readYaml } from '../../model/text/yaml-source.ts';
import { type Edit, putInPlace } from '../new/edits.ts';
import { type DeclaredSystem, declaredSystems } from './declared-systems.ts';
import { EditableYaml } from './editable-yaml.ts';
import { NotData } from './evaluate.ts';
import { type KeptFile, type StackFile, stackFiles } from './stack-files.ts';
import { systemText } from './system-text.ts';
import { isEarlier, upgradeContract, upgradeEnvironment } from './upgrade-files.ts';

/** What an upgrade does to one file. */
interface FileChange {
  readonly edit: Edit;
  /** In words, in the order in which it is done. */
  readonly changes: readonly string[];
}

export interface Upgrade {
  readonly changes: readonly FileChange[];
  readonly kept: readonly KeptFile[];
}

/** What there is to rewrite in the stack at `root`; every problem of every file, where there is one. Writes nothing. */
export function planUpgrade(root: string): Read<Upgrade> {
  const { files, kept, systems, problems: found } = stackFiles(root);
  const problems: Problem[] = [...found];
  const changes: FileChange[] = [];
  // Addresses of the contracts that name an earlier topic, and where editors find schemas.
  const renamed: string[] = [];
  const schemas = new Map<string, string>();
  const each = (kind: StackFile['kind'], work: (yaml: EditableYaml) => void): void => {
    // One at a time: the trees of thousands of files would take all the memory.
    for (const { path } of files.filter((file) => file.kind === kind)) {
      const text = readText(join(root, path), path);
      const yaml = text.ok ? EditableYaml.read(path, text.value) : text;
      if (!yaml.ok) problems.push(...yaml.problems);
      else {
        if (isEarlier(yaml.value, kind) && yaml.value.problems.length === 0) work(yaml.value);
        if (kind === 'Contract') note(yaml.value);
        problems.push(...yaml.value.problems);
        changes.push(...changeOf(path, yaml.value, problems));
      }
    }
  };
  const note = (yaml: EditableYaml): void => {
    const { file } = yaml.source;
    if (yaml.entries([['formerly', 'renamedFrom']]).length > 0) renamed.push(addressOf(file));
    const [, system = ''] = file.split('/');
    const schema = schemas.has(system) ? undefined : schemaBeside(yaml, system);
    if (schema !== undefined) schemas.set(system, schema);
  };
  each('Contract', upgradeContract);
  each('Environment', (yaml) => {
    upgradeEnvironment(yaml, renamed);
  });
  each('System', () => {});
  const declared = declaredChanges(root, systems, files, schemas);
  if (!declared.ok) problems.push(...declared.problems);
  if (problems.length > 0 || !declared.ok) return { ok: false, problems: inOrder(problems) };
  const { value } = declared;
  return {
    ok: true,
    value: { changes: [...changes, ...value.map(fileOf)], kept: [...kept, ...value.flatMap(unitsOf)] },
  };
}

/** Writes all of it, or nothing. */
export function writeUpgrade(root: string, { changes }: Upgrade): void {
  putInPlace(
    root,
    changes.map(({ edit }) => edit),
  );
}

function addressOf(file: string): string {
  return file.slice('contracts/'.length, -'/contract.yaml'.length);
}

function changeOf(path: string, yaml: EditableYaml, problems: Problem[]): FileChange[] {
  if (yaml.changes.length === 0 || yaml.problems.length > 0) return [];
  const text = yaml.edited();
  const again = readYaml(path, text);
  // What cannot be read afterwards is a defect of ours: the file is left alone.
  if (!again.ok) {
    for (const { what } of again.problems) {
      const fix = 'rename the keys of this file by hand; docs/upgrading.md lists them';
      problems.push(problem(yaml.source.place([]), '', `it cannot be rewritten safely: ${what}`, fix));
    }
    return [];
  }
  return [{ edit: { path, text, replaces: true }, changes: yaml.changes }];
}

/** `system.yaml` for each system that has none yet. */
function declaredChanges(
  root: string,
  folders: readonly string[],
  files: readonly StackFile[],
  schemas: ReadonlyMap<string, string>,
): Read<DeclaredChange[]> {
  const missing = (id: string) => !files.some(({ path }) => path === systemPath(id));
  const declared = declaredSystems(root);
  if (!declared.ok) {
    // Where every system has its file already, no one reads the declarations any longer.
    return folders.some(missing) ? declared : { ok: true, value: [] };
  }
  const systems = declared.value.filter(({ id }) => missing(id));
  const undeclared = folders.filter((id) => missing(id) && !systems.some((one) => one.id === id));
  const problems = [
    ...undeclared.map((id) => {
      const place = { file: `contracts/${id}`, line: 1, column: 1 };
      const what = 'the system has no system.yaml, and lib/systems/index.ts does not list it';
      return problem(place, '', what, `write ${systemPath(id)}, or remove the folder`);
    }),
    ...systems.flatMap((one) => messagesProblem(root, one)),
  ];
  const changes = systems.flatMap((one) => {
    try {
      return [{ system: one, text: systemText(one, schemas.get(one.id)) }];
    } catch (error) {
      if (!(error instanceof NotData)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: changes };
}

interface DeclaredChange {
  readonly system: DeclaredSystem;
  readonly text: string;
}

function fileOf({ system, text }: DeclaredChange): FileChange {
  return { edit: { path: systemPath(system.id), text }, changes: [`from ${system.file}`] };
}

/** What a stack renders by code of its own, which no file can say. The engine's own systems are not of that kind. */
function unitsOf({ system }: DeclaredChange): KeptFile[] {
  const { units, grammar } = system;
  return units === undefined || grammar === 'capability-queue'
    ? []
    : [
        {
          path: `${units.file}:${units.line}:${units.column}`,
          why: '`units` is code and is not carried over: the engine decides what a system renders',
        },
      ];
}

function systemPath(id: string): string {
  return `contracts/${id}/system.yaml`;
}

/** Where editors find the schema of systems: beside that of contracts, if this contract of the system names one. */
function schemaBeside(yaml: EditableYaml, system: string): string | undefined {
  const { file, text } = yaml.source;
  const named = modeline.exec(text)?.[1];
  return named === undefined
    ? undefined
    : posix.relative(`contracts/${system}`, posix.join(posix.dirname(file), named, 'system.schema.json'));
}

const modeline = /^# yaml-language-server: \$schema=(\.\.?\/(?:[^\s]*\/)?)contract\.schema\.json\s*$/m;

/** Shared schemas are in `messages/` now, whatever the folder was called. */
function messagesProblem(root: string, { id, fields }: DeclaredSystem): Problem[] {
  const field = fields.find(({ key }) => key === 'messages');
  if (field === undefined || field.value.kind !== 'scalar' || field.value.value === 'messages') return [];
  const folder = `contracts/${id}/${String(field.value.value)}`;
  if (lstatSync(join(root, folder), { throwIfNoEntry: false }) === undefined) return [];
  const fix = `rename ${folder} to contracts/${id}/messages, and write messages here`;
  return [problem(field.place, 'messages', 'shared schemas are always in the folder messages', fix)];
}
