import { suggestion } from '../../text/nearest.ts';
import { received } from '../../text/problem.ts';
import { type ProtoFault, ProtoSyntaxFault } from './fault.ts';
import { entryName } from './json-name.ts';
import {
  fieldAnnotations,
  isKnownFile,
  knownFiles,
  type KnownType,
  type LinkedEnum,
  type LinkedFile,
  type LinkedMessage,
  optionsFile,
} from './linked.ts';
import { messagesFolder } from '../../catalog.ts';
import { parseProto } from './parse.ts';
import { type FilledMessage, inside, type Named, resolveFields } from './resolve.ts';
import { protoRules } from './rules.ts';
import type { ProtoEnum, ProtoFile, ProtoMessage } from './syntax.ts';

/** A .proto file as it was read. */
export interface ProtoText {
  /** As others import it: `messages/money.proto`. */
  readonly path: string;
  readonly proto: string;
}

/** Others import a shared file as `messages/<file>`; what stands beside a contract has no folder. */
export function protoText(file: string, proto: string): ProtoText {
  const [folder, name = ''] = file.split('/').slice(-2);
  return { path: folder === messagesFolder ? `${folder}/${name}` : name, proto };
}

export function isProtoText(value: unknown): value is ProtoText {
  return typeof value === 'object' && value !== null && 'proto' in value && typeof value.proto === 'string';
}

/** Texts are read once, however often they are imported or asked for. */
const parsed = new WeakMap<ProtoText, ProtoFile | ProtoFault>();

/** The syntax of a text, or where it is none. */
export function syntaxOf(text: ProtoText): ProtoFile | ProtoFault {
  const known = parsed.get(text) ?? read(text.proto);
  parsed.set(text, known);
  return known;
}

function read(text: string): ProtoFile | ProtoFault {
  try {
    return parseProto(text);
  } catch (error) {
    if (error instanceof ProtoSyntaxFault) return error.fault;
    throw error;
  }
}

/** Files that lead to each other by imports. */
const deepest = 32;

const noFile: ProtoFile = { package: '', packageAt: 0, imports: [], options: [], messages: [], enums: [] };

/** Links files with those that they import. Only files that are given are found. */
export class ProtoLinker {
  readonly #texts: ReadonlyMap<string, ProtoText>;
  readonly #linked = new Map<string, { readonly file: LinkedFile; readonly names: Map<string, Named> }>();
  readonly #open: string[] = [];

  /** @param shared what files may import. Of two with one path the last is taken */
  constructor(shared: Iterable<unknown>) {
    this.#texts = new Map([...shared].filter(isProtoText).map((one) => [one.path, one]));
  }

  /** A file that may be imported, and a file that may not. */
  link(text: ProtoText): LinkedFile {
    return (this.#texts.get(text.path) === text ? this.#known(text) : this.#link(text)).file;
  }

  #known(text: ProtoText) {
    const known = this.#linked.get(text.path) ?? this.#link(text);
    this.#linked.set(text.path, known);
    return known;
  }

  #link(text: ProtoText): { file: LinkedFile; names: Map<string, Named> } {
    const node = syntaxOf(text);
    const names = new Map<string, Named>();
    if ('what' in node) {
      const file = { path: text.path, node: noFile, imports: [], dependencies: [] };
      return { file: { ...file, messages: [], enums: [], faults: [node] }, names };
    }
    const faults: ProtoFault[] = [];
    this.#open.push(text.path);
    const imports = this.#imports(node, faults);
    this.#open.pop();
    const visible = visibleFrom(node, imports);
    const declared = new Declared(node, names, this.#everything(node, imports, faults), faults);
    const { messages, enums } = declared.declare();
    const isBroken = [...imports.values()].some(({ faults: found }) => found.length > 0);
    const isWhole = faults.length === 0 && !isBroken;
    const seen = new Map(visible.flatMap((one) => [...(this.#namesOf(one) ?? [])]));
    for (const path of node.imports.map((one) => one.path)) addBuiltIn(seen, path);
    for (const [name, named] of names) seen.set(name, named);
    // What is missing because an import is, is not told.
    const missing = resolveFields(declared.messages, seen);
    if (isWhole) faults.push(...missing);
    faults.push(...protoRules(node));
    const file: LinkedFile = {
      path: text.path,
      node,
      imports: [...imports.values()],
      dependencies: node.imports.map(({ path }) => path),
      messages,
      enums,
      faults,
    };
    return { file, names };
  }

  #namesOf({ path }: LinkedFile): Map<string, Named> | undefined {
    return this.#linked.get(path)?.names;
  }

  /** The names of all that a file leads to: no two may declare one. */
  #everything(node: ProtoFile, imports: ReadonlyMap<string, LinkedFile>, faults: ProtoFault[]) {
    const names = new Map<string, Named>();
    const seen = new Set<LinkedFile>();
    const add = (file: LinkedFile, at: number): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const path of file.dependencies) addBuiltIn(names, path);
      for (const [name, named] of this.#namesOf(file) ?? []) {
        const other = names.get(name);
        if (other !== undefined && !(other.is === 'package' && named.is === 'package'))
          faults.push({ at, key: name, what: 'two imported files declare the name', fix: 'rename one' });
        names.set(name, named);
      }
      for (const one of file.imports) add(one, at);
    };
    for (const { path, at } of node.imports) {
      const file = imports.get(path);
      if (file !== undefined) add(file, at);
      addBuiltIn(names, path);
    }
    return names;
  }

  #imports(node: ProtoFile, faults: ProtoFault[]): Map<string, LinkedFile> {
    const found = new Map<string, LinkedFile>();
    const told = new Set<string>();
    for (const { path, at } of node.imports) {
      const say = (what: string, fix: string): unknown => faults.push({ at, key: '', what, fix });
      if (told.has(path)) say(`${received(path)} is imported twice`, 'import it once');
      told.add(path);
      if (path === optionsFile || isKnownFile(path)) continue;
      const text = this.#texts.get(path);
      if (text === undefined) {
        const known = [...this.#texts.keys(), optionsFile, ...Object.keys(knownFiles)];
        say(`${received(path)} is not a file that can be imported`, suggestion(path, known));
      } else if (this.#open.includes(path)) {
        say(`${received(path)} imports this file`, 'put what both need in a third file');
      } else if (this.#open.length > deepest) {
        say(`more than ${deepest} files that import each other`, 'import what is used, not what uses it');
      } else found.set(path, this.#known(text).file);
    }
    return found;
  }
}

/** The files whose names a file may use: those it imports, and what they import publicly. */
function visibleFrom(node: ProtoFile, imports: ReadonlyMap<string, LinkedFile>): LinkedFile[] {
  const found = new Set<LinkedFile>();
  const add = (file: LinkedFile | undefined): void => {
    if (file === undefined || found.has(file)) return;
    found.add(file);
    const open = new Set(file.node.imports.filter((one) => one.isPublic).map(({ path }) => path));
    for (const one of file.imports) if (open.has(one.path)) add(one);
  };
  for (const { path } of node.imports) add(imports.get(path));
  return [...found];
}

function addBuiltIn(names: Map<string, Named>, path: string): void {
  if (path === optionsFile) {
    names.set('workstreams', { is: 'package' });
    for (const { name } of fieldAnnotations) names.set(name.slice(1, -1), { is: 'field' });
  }
  if (!isKnownFile(path)) return;
  names.set('google', { is: 'package' });
  names.set('google.protobuf', { is: 'package' });
  for (const known of knownFiles[path] as readonly KnownType[])
    names.set(`google.protobuf.${known}`, { is: 'type', type: { kind: 'known', known } });
}

/** The types of one file: their names first, then what their fields lead to. */
class Declared {
  readonly #node: ProtoFile;
  readonly #names: Map<string, Named>;
  readonly #others: ReadonlyMap<string, Named>;
  readonly #faults: ProtoFault[];
  /** Every message of the file, those inside others too. */
  readonly messages: FilledMessage[] = [];

  constructor(
    node: ProtoFile,
    names: Map<string, Named>,
    others: ReadonlyMap<string, Named>,
    faults: ProtoFault[],
  ) {
    this.#node = node;
    this.#names = names;
    this.#others = others;
    this.#faults = faults;
  }

  declare(): { messages: LinkedMessage[]; enums: LinkedEnum[] } {
    const { package: own, packageAt, messages, enums } = this.#node;
    const parts = own === '' ? [] : own.split('.');
    for (const index of parts.keys())
      this.#add(parts.slice(0, index + 1).join('.'), { is: 'package' }, packageAt);
    return {
      messages: messages.map((one) => this.#message(one, own)),
      enums: enums.map((one) => this.#enum(one, own)),
    };
  }

  #add(name: string, named: Named, at: number): void {
    const other = this.#names.get(name) ?? this.#others.get(name);
    if (other !== undefined && !(named.is === 'package' && other.is === 'package')) {
      const fix = 'choose another name: values of enums stand beside their enum, not in it';
      this.#faults.push({ at, key: name, what: `the name is declared twice`, fix });
    }
    this.#names.set(name, named);
  }

  #message(node: ProtoMessage, scope: string): LinkedMessage {
    const fullName = inside(scope, node.name);
    const message: FilledMessage = { fullName, node, fields: [], messages: [], enums: [] };
    this.#add(fullName, { is: 'type', type: { kind: 'message', message } }, node.at);
    this.messages.push(message);
    for (const one of node.oneofs) this.#add(inside(fullName, one.name), { is: 'oneof' }, one.at);
    for (const one of node.fields) {
      this.#add(inside(fullName, one.name), { is: 'field' }, one.at);
      // The message of its entries that protoc makes.
      if (one.label === 'map') this.#add(inside(fullName, entryName(one.name)), { is: 'field' }, one.at);
    }
    message.messages.push(...node.messages.map((one) => this.#message(one, fullName)));
    message.enums.push(...node.enums.map((one) => this.#enum(one, fullName)));
    return message;
  }

  #enum(node: ProtoEnum, scope: string): LinkedEnum {
    const fullName = inside(scope, node.name);
    const linked = { fullName, node };
    this.#add(fullName, { is: 'type', type: { kind: 'enum', enum: linked } }, node.at);
    for (const one of node.values) this.#add(inside(scope, one.name), { is: 'value' }, one.at);
    return linked;
  }
}
