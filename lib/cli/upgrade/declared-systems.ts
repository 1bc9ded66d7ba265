import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Expression } from 'acorn';
import { type Place, type Problem, problem, type Read } from '../../model/text/problem.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { Evaluator, type Located, NotData, refusal } from './evaluate.ts';
import { namings } from './namings.ts';
import { type Data, type EntryData, entryOf, type MapData, textOf } from './written-data.ts';

/** Where stacks of the earlier format list their systems, in a constant of this name. */
const indexFile = 'lib/systems/index.ts';
const indexName = 'systems';

/** A system as a TypeScript file of the earlier format declares it. */
export interface DeclaredSystem {
  readonly id: string;
  readonly grammar: string;
  /** The file that declares it. */
  readonly file: string;
  /** What is said above the declaration. */
  readonly about: readonly string[];
  readonly fields: readonly EntryData[];
  readonly services: readonly DeclaredService[];
  /** The function that says what is rendered; the engine decides that now. */
  readonly units: Place | undefined;
}

export interface DeclaredService {
  readonly id: string;
  readonly comments: readonly string[];
  readonly fields: readonly EntryData[];
}

const systemFields = ['id', 'grammar', 'services', 'messages', 'units'];
const serviceFields = [
  'id',
  'purpose',
  'duties',
  'transactionalId',
  'authentication',
  'client',
  'kubernetes',
  'found',
];

/** The systems that `lib/systems/index.ts` lists; none where the stack has no such file. No file is run. */
export function declaredSystems(root: string): Read<DeclaredSystem[]> {
  if (lstatSync(join(root, indexFile), { throwIfNoEntry: false }) === undefined)
    return { ok: true, value: [] };
  const evaluator = new Evaluator(root);
  const problems: Problem[] = [];
  const attempt = <T>(work: () => T): T[] => {
    try {
      return [work()];
    } catch (error) {
      if (!(error instanceof NotData)) throw error;
      problems.push(...error.problems);
      return [];
    }
  };
  const systems = attempt(() => listed(evaluator)).flat();
  const value = systems.flatMap((one) => attempt(() => declared(evaluator, one)));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value };
}

function listed(evaluator: Evaluator): Located[] {
  const index = evaluator.module(indexFile);
  const start = { file: indexFile, line: 1, column: 1 };
  const { module, node } = evaluator.resolve(index, indexName, start);
  if (node.type !== 'ArrayExpression') throw refusal(module.place(node), 'this is not a list of systems');
  return node.elements.map((one) => {
    if (one?.type !== 'Identifier')
      throw refusal(module.place(one ?? node), 'this is not the name of a system');
    return evaluator.resolve(module, one.name, module.place(one));
  });
}

function declared(evaluator: Evaluator, system: Located): DeclaredSystem {
  const { module, node, comments } = system;
  const maker = evaluator.calledName(system);
  const data = evaluator.data({ module, node: maker === undefined ? node : argumentOf(system, maker) });
  if (data.kind !== 'map') throw refusal(data.place, 'this is not the declaration of a system');
  known(data.entries, systemFields);
  const id = textOf(entryOf(data, 'id')?.value);
  const services = entryOf(data, 'services')?.value;
  if (id === undefined) throw refusal(data.place, 'the system has no id');
  if (services?.kind !== 'list')
    throw refusal(services?.place ?? data.place, 'the system has no list of services');
  return {
    id,
    grammar: grammarOf(data, maker),
    file: module.file,
    about: comments,
    fields: data.entries,
    services: services.items.map(({ comments: above, value }) => serviceOf(value, above)),
    units: unitsOf(data),
  };
}

/** `serviceSystem({ … })` and `foundSystem({ … })` add what is rendered to what is declared. */
function argumentOf({ module, node }: Located, maker: string): Expression {
  const [argument] = node.type === 'CallExpression' ? node.arguments : [];
  if (
    (maker !== 'serviceSystem' && maker !== 'foundSystem') ||
    argument === undefined ||
    argument.type === 'SpreadElement'
  )
    throw refusal(module.place(node), `${maker}() is code, not the declaration of a system`);
  return argument;
}

function grammarOf(data: MapData, maker: string | undefined): string {
  if (maker === 'foundSystem') return 'as-found';
  const grammar = entryOf(data, 'grammar')?.value;
  const id = textOf(grammar);
  if (id !== undefined && Object.hasOwn(namings, id)) return id;
  const place = grammar?.place ?? data.place;
  const fix = suggestion(id ?? '', Object.keys(namings));
  throw new NotData([
    problem(place, 'grammar', id === undefined ? 'is missing' : `unknown grammar "${id}"`, fix),
  ]);
}

function unitsOf(data: MapData): Place | undefined {
  return entryOf(data, 'units')?.place;
}

function serviceOf(data: Data, comments: readonly string[]): DeclaredService {
  if (data.kind !== 'map') throw refusal(data.place, 'this is not a service');
  known(data.entries, serviceFields);
  const id = textOf(entryOf(data, 'id')?.value);
  if (id === undefined) throw refusal(data.place, 'the service has no id');
  return { id, comments, fields: data.entries };
}

function known(entries: readonly EntryData[], allowed: readonly string[]): void {
  const problems = entries
    .filter(({ key }) => !allowed.includes(key))
    .map(({ key, place }) => problem(place, key, 'unknown key', suggestion(key, allowed)));
  if (problems.length > 0) throw new NotData(problems);
}
