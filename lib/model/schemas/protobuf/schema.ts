import type { ProtoFault } from './fault.ts';
import { isProtoText, ProtoLinker, type ProtoText, syntaxOf } from './link.ts';
import type { LinkedFile, LinkedMessage } from './linked.ts';

/** What the messages of a topic are written by. */
export interface ProtoSchema {
  readonly file: LinkedFile;
  /** The first message of the file: that of the topic. Others are its parts. */
  readonly root: LinkedMessage;
}

type ProtoResult =
  | { readonly ok: true; readonly value: ProtoSchema }
  | { readonly ok: false; readonly error: string };

/**
 * The schema in a text, with what it imports; a sentence where it has faults.
 * @param shared what it may import
 */
export function protoSchema(value: unknown, shared: Iterable<unknown>): ProtoResult {
  if (!isProtoText(value)) return { ok: false, error: 'it is not the text of a .proto file' };
  const file = new ProtoLinker(shared).link(value);
  const fault = faultsBelow(file)[0];
  if (fault !== undefined)
    return { ok: false, error: fault.key === '' ? fault.what : `${fault.key}: ${fault.what}` };
  const [root] = file.messages;
  return root === undefined ? { ok: false, error: 'it has no message' } : { ok: true, value: { file, root } };
}

/** Those of a file and of what it imports. */
export function faultsBelow(file: LinkedFile, seen = new Set<LinkedFile>()): readonly ProtoFault[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return [...file.faults, ...file.imports.flatMap((one) => faultsBelow(one, seen))];
}

/** The shared texts that a text imports, and those that they import. */
export function protoImports(value: unknown, shared: readonly unknown[]): ProtoText[] {
  if (!isProtoText(value)) return [];
  const paths = new Set<string>();
  const add = ({ imports }: LinkedFile): void => {
    for (const one of imports) {
      if (paths.has(one.path)) continue;
      paths.add(one.path);
      add(one);
    }
  };
  add(new ProtoLinker(shared).link(value));
  return shared.filter(isProtoText).filter(({ path }) => paths.has(path));
}

/** The name of the topic's message; empty where the text is none. */
export function protoName(value: unknown): string {
  if (!isProtoText(value)) return '';
  return new ProtoLinker([]).link(value).node.messages[0]?.name ?? '';
}

/** Whether a text can be read as far as its syntax goes; what is no .proto text is read elsewhere. */
export function hasSyntax(value: unknown): boolean {
  return !isProtoText(value) || !('what' in syntaxOf(value));
}
