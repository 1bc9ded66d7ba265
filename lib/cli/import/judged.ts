import { checkCatalog, mayStop } from '../../governance/engine.ts';
import { FindingsRecord } from '../../governance/excused.ts';
import { rules } from '../../governance/rules/index.ts';
import { canonical, catalogOf } from '../../model/catalog.ts';
import { termsIn } from '../../model/read-terms.ts';
import { addressText, type Contract, contractSchema } from '../../model/terms/contract.ts';
import { type Environment, environmentSchema } from '../../model/terms/environment.ts';
import { sourceOf } from '../../model/text/yaml-source.ts';
import { declarationOf, systemSchema, type SystemDeclaration } from '../../model/terms/system.ts';
import { hiddenIn } from '../../model/text/hidden-characters.ts';
import { isError, type Problem, problem, type Read } from '../../model/text/problem.ts';
import type { Edit } from '../new/edits.ts';
import type { Project } from '../project.ts';
import { judgeProject } from '../judge.ts';
import { type Draft, contractFileOf } from './draft.ts';
import { besideContract } from './files.ts';

/** A contract that an import writes. */
interface DraftedFile {
  readonly draft: Draft;
  /** What it says, as it was compared with the cluster. */
  readonly contract: Contract;
  readonly exceptions: Contract['terms']['exceptions'];
}

/**
 * The repository as it would be with what an import writes, judged by every rule in every environment that it touches. Texts
 * that were edited are read again, and must say what was compared with the cluster.
 */
export class Judge {
  readonly #project: Project;
  readonly #today: string;
  readonly #read = new Map<string, { readonly text: string; readonly contract: Read<Contract> }>();

  constructor(project: Project, today: string) {
    this.#project = project;
    this.#today = today;
  }

  /** @param where the environment that is imported */
  problems(files: readonly DraftedFile[], edits: readonly Edit[], where: string): Problem[] {
    const { catalog, environments: known } = this.#project;
    const texts = new Map(edits.map(({ path, text }) => [path, text]));
    const drafted = files.map((file) => this.#contract(file, texts.get(contractFileOf(file.draft)) ?? ''));
    const systems = systemsFrom(catalog.systems, texts);
    const environments = known.map((one) => environmentFrom(one, texts));
    const unread = [...drafted, ...systems, ...environments].flatMap((one) => (one.ok ? [] : one.problems));
    if (unread.length > 0) return unread;
    const contracts = values(drafted);
    const replaced = new Set(contracts.map(({ address }) => addressText(address)));
    const kept = catalog.contracts.filter(({ address }) => !replaced.has(addressText(address)));
    const view = {
      catalog: catalogOf([...kept, ...contracts], values(systems), catalog.messages),
      environments: values(environments),
      environmentNames: known.map(({ environment }) => environment),
      today: this.#today,
    };
    const record = new FindingsRecord();
    const among = rules.filter((rule) => mayStop(rule, view.environments));
    const found = checkCatalog(view, among, record);
    if (found.some(isError)) return found;
    // An environment is rendered for it only if something of it may be another than before.
    const isTouched = ({ environment }: Environment) =>
      environment === where || files.some(({ draft, contract }) => isElsewhere(draft, contract));
    const touched = view.environments.filter(isTouched);
    const clusters = new Set(touched.map(({ cluster }) => cluster));
    const neighbours = view.environments.filter((one) => !isTouched(one) && clusters.has(one.cluster));
    const seen = { ...view, environments: touched };
    // Whether an exception is in use is known only where all environments are judged.
    const asked = among.filter(({ on }) => on !== 'exceptions' || touched.length === known.length);
    return judgeProject({ ...seen, neighbours, view: seen, warnings: found, record, among: asked });
  }

  #contract({ draft, contract, exceptions }: DraftedFile, text: string): Read<Contract> {
    const file = contractFileOf(draft);
    const { there } = draft;
    // Written from its terms, as a whole or behind what was read: three thousand short and plain texts need not be read
    // to know what they say.
    const isWritten = there === undefined || text.startsWith(there.source.text);
    if (isWritten && text.length < mostUnread && hiddenIn(text, 1).length === 0) {
      const source = sourceOf(file, text, contract.source.value);
      const before = there?.terms.exceptions ?? [];
      const terms = { ...contract.terms, exceptions: [...before, ...exceptions] };
      return { ok: true, value: { ...(there ?? besideContract(draft)), terms, source } };
    }
    const before = this.#read.get(file);
    if (before?.text === text) return before.contract;
    const read = asRead(file, text, there ?? besideContract(draft), contract);
    this.#read.set(file, { text, contract: read });
    return read;
  }
}

/** Whether what a draft says matters in other environments: its topic is made there, and has other clients from now on. */
function isElsewhere({ onlyThere, there }: Draft, { terms }: Contract): boolean {
  const clients = (of: Contract['terms']) => of.producers.length + of.consumers.length;
  return !onlyThere || (there !== undefined && clients(there.terms) !== clients(terms));
}

/** Characters: a longer text may be more than is read of a file. */
const mostUnread = 32 * 1024;

/** A contract as its text says. */
function asRead(
  file: string,
  text: string,
  there: Omit<Contract, 'terms' | 'source'>,
  wanted: Contract,
): Read<Contract> {
  const read = termsIn(file, text, contractSchema, 'Contract');
  if (!read.ok) return read;
  const contract = { ...there, ...read.value };
  if (saysTheSame(contract, wanted)) return { ok: true, value: contract };
  const fix = 'add the environment below imported.in by hand, or sort the file as an import writes it';
  const place = contract.source.place(['imported']);
  return { ok: false, problems: [problem(place, 'imported', 'the file cannot be edited safely', fix)] };
}

/** Whether a text says what was compared with the cluster. */
function saysTheSame({ terms }: Contract, { terms: wanted }: Contract): boolean {
  const parts = ({ imported, producers, consumers }: Contract['terms']) => [imported, producers, consumers];
  return canonical(parts(terms)) === canonical(parts(wanted));
}

function values<T>(read: readonly Read<T>[]): T[] {
  return read.flatMap((one) => (one.ok ? [one.value] : []));
}

function systemsFrom(
  systems: readonly SystemDeclaration[],
  texts: ReadonlyMap<string, string>,
): Read<SystemDeclaration>[] {
  const written = [...texts].flatMap(([file, text]) => {
    const id = /^contracts\/([^/]+)\/system\.yaml$/.exec(file)?.[1];
    return id === undefined ? [] : [{ id, file, text }];
  });
  const made = new Map(
    written.map(({ id, file, text }): [string, Read<SystemDeclaration>] => {
      const read = termsIn(file, text, systemSchema, 'System');
      return [id, read.ok ? declarationOf(id, read.value.terms, read.value.source) : read];
    }),
  );
  const kept = systems.map((one) => made.get(one.id) ?? ({ ok: true, value: one } as const));
  const fresh = [...made].flatMap(([id, one]) => (systems.some((system) => system.id === id) ? [] : [one]));
  return [...kept, ...fresh];
}

function environmentFrom(environment: Environment, texts: ReadonlyMap<string, string>): Read<Environment> {
  const file = `environments/${environment.environment}.yaml`;
  const text = texts.get(file);
  if (text === undefined) return { ok: true, value: environment };
  const read = termsIn(file, text, environmentSchema, 'Environment');
  return read.ok ? { ok: true, value: { ...read.value.terms, source: read.value.source } } : read;
}
