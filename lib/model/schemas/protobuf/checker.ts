import type { JsonSchemaFile } from '../../terms/contract.ts';
import { hiddenInFile, removeHidden } from '../../text/hidden-characters.ts';
import { bounded, type Place, type Problem, problem, received } from '../../text/problem.ts';
import { linesOf, placeAt } from '../../text/yaml-document.ts';
import type { Path } from '../../text/yaml-source.ts';
import type { SchemaCheck } from '../json-schema.ts';
import { mostFields } from '../schema-fields.ts';
import type { ProtoFault } from './fault.ts';
import { fieldsOfMessage } from './fields.ts';
import { isProtoText, ProtoLinker, type ProtoText } from './link.ts';
import { type LinkedMessage, optionsFile } from './linked.ts';
import { sampleProblems } from './samples.ts';
import { faultsBelow } from './schema.ts';

/**
 * Checks contracts' .proto files (proto3) and their samples, which are in Protobuf's JSON mapping. Nothing is ever
 * fetched: files import those of `messages/`, some of Google's, and `workstreams/options.proto`.
 * @param shared the schemas of `messages/`, those of other formats among them
 * @param placer asked only when a sample is wrong
 * @param judged of the shared schemas, those that another checker has judged already
 */
export function protobufChecker(
  shared: readonly JsonSchemaFile[],
  placer: (file: string) => (path: Path) => Place,
  judged: ReadonlySet<JsonSchemaFile> = new Set(),
): { readonly value: SchemaCheck; readonly key: SchemaCheck; readonly problems: Problem[] } {
  const files = shared.filter(({ value }) => isProtoText(value));
  const linker = new ProtoLinker(files.map(({ value }) => value));
  const problems = files
    .filter((one) => !judged.has(one))
    .flatMap(({ file, value }) => (isProtoText(value) ? told(file, value, linker.link(value).faults) : []));

  const value: SchemaCheck = (schema, samples) => {
    const text = schema.value;
    if (!isProtoText(text)) return [];
    const file = linker.link(text);
    if (file.faults.length > 0) return told(schema.file, text, file.faults);
    // What is wrong with an imported file is reported there.
    if (faultsBelow(file).length > 0) return [];
    const [root] = file.messages;
    const whole = (what: string, fix: string) => told(schema.file, text, [{ at: 0, key: '', what, fix }]);
    if (root === undefined)
      return whole('the file has no message', 'write the message of the topic as the first one');
    if (fieldsOfMessage(root).length > mostFields) {
      const what = `the message has more than ${mostFields} fields, counted at each place where they may be`;
      return whole(what, 'make it smaller, or the messages in it');
    }
    return samples.flatMap((sample) => sampleProblems({ file, root }, sample, placer));
  };

  const key: SchemaCheck = (schema) => {
    const text = schema.value;
    const found = value(schema, []);
    if (found.length > 0 || !isProtoText(text)) return found;
    const { node, messages } = linker.link(text);
    const imports = node.imports.filter(({ path }) => path !== optionsFile);
    return told(schema.file, text, [
      ...imports.map(({ at, path }) => {
        const fix = 'write the whole key in this file: keys stay as they are for as long as the topic';
        return { at, key: '', what: `a key imports ${received(path)}`, fix };
      }),
      ...messages.slice(0, 1).flatMap((one) => mapsIn(one)),
    ]);
  };
  return { value, key, problems };
}

/** Entries of a map are written in any order: equal keys would be other bytes. */
function mapsIn(message: LinkedMessage, seen = new Set<LinkedMessage>()): ProtoFault[] {
  if (seen.has(message)) return [];
  seen.add(message);
  return message.fields.flatMap(({ presence, node, type }): ProtoFault[] => {
    const inner = type.kind === 'message' ? mapsIn(type.message, seen) : [];
    if (presence !== 'map') return inner;
    const what = 'a map in a key: equal keys would be written as other bytes';
    return [{ at: node.at, key: node.name, what, fix: 'write a message with named fields' }, ...inner];
  });
}

function told(file: string, { proto }: ProtoText, faults: readonly ProtoFault[]): Problem[] {
  if (faults.length === 0) return [];
  const lines = linesOf(proto);
  return bounded(faults, ({ at, key, what, fix }) => problem(placeAt(file, lines, at), key, what, fix));
}

/** Hidden characters of a .proto text, in comments and elsewhere. */
export function hiddenInProto(file: string, text: string): Problem[] {
  const found = hiddenInFile(text);
  if (found.length === 0) return [];
  const lines = linesOf(text);
  return bounded(found, ({ offset, name }) =>
    problem(placeAt(file, lines, offset), '', `the character ${name}`, removeHidden),
  );
}
