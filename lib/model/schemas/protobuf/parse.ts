import { received } from '../../text/problem.ts';
import { refuse } from './fault.ts';
import {
  isScalar,
  largestNumber,
  largestValue,
  type ProtoEnum,
  type ProtoEnumValue,
  type ProtoField,
  type ProtoFile,
  type ProtoImport,
  type ProtoMessage,
  type ProtoOneof,
  type ProtoOption,
  type ProtoRange,
  type ProtoReserved,
} from './syntax.ts';
import { TokenReader } from './token-reader.ts';

/** Messages inside each other. */
const deepest = 31;

/**
 * Reads a text in the language proto3 (protobuf.dev, Protocol Buffers Language Specification (Proto3)). Whether its names
 * lead anywhere and its numbers are in order is judged by `proto-rules`.
 * @throws ProtoSyntaxFault at the first thing that is not read
 */
export function parseProto(text: string): ProtoFile {
  return new Parser(text).file();
}

class Parser {
  readonly #reader: TokenReader;

  constructor(text: string) {
    this.#reader = new TokenReader(text);
  }

  file(): ProtoFile {
    const reader = this.#reader;
    this.#syntax();
    let found: { text: string; at: number } | undefined;
    const imports: ProtoImport[] = [];
    const options: ProtoOption[] = [];
    const messages: ProtoMessage[] = [];
    const enums: ProtoEnum[] = [];
    while (reader.peek().kind !== 'end') {
      const { at, text, comment } = reader.peek();
      if (reader.takes(';')) continue;
      if (reader.takes('import')) imports.push(this.#import(at));
      else if (reader.takes('package')) {
        if (found !== undefined) refuse(at, 'a second package', 'write one');
        found = reader.dotted('the name of the package', false);
        reader.expect(';');
      } else if (reader.takes('option')) options.push(reader.optionLine());
      else if (reader.takes('message')) messages.push(this.#message(comment, 1));
      else if (reader.takes('enum')) enums.push(this.#enum(comment));
      else if (text === 'service' || text === 'extend') this.#refuseWord(text, at);
      else reader.unexpected('"message", "enum", "import", "package" or "option"');
    }
    return { package: found?.text ?? '', packageAt: found?.at ?? 0, imports, options, messages, enums };
  }

  #syntax(): void {
    const reader = this.#reader;
    const { at } = reader.peek();
    const fix = 'write syntax = "proto3"; in the first line';
    if (reader.isAt('edition')) refuse(at, 'a file of an edition: only proto3 is read', fix);
    if (!reader.takes('syntax')) refuse(at, 'the file does not begin with its syntax', fix);
    reader.expect('=');
    const { text, at: valueAt } = reader.string('"proto3"');
    if (text !== 'proto3') refuse(valueAt, `the syntax is ${received(text)}: only proto3 is read`, fix);
    reader.expect(';');
  }

  #import(at: number): ProtoImport {
    const reader = this.#reader;
    const kind = reader.peek();
    if (kind.kind === 'name' && kind.text !== 'public')
      refuse(kind.at, `import ${kind.text}`, 'write import or import public');
    const isPublic = reader.takes('public');
    const { text: path } = reader.string('the path of a file');
    reader.expect(';');
    return { path, isPublic, at };
  }

  #message(doc: string, depth: number): ProtoMessage {
    const reader = this.#reader;
    const { text: name, at } = reader.name('the name of the message');
    if (depth > deepest) refuse(at, `more than ${deepest} messages inside each other`, 'write it flatter');
    reader.expect('{');
    const fields: ProtoField[] = [];
    const oneofs: ProtoOneof[] = [];
    const messages: ProtoMessage[] = [];
    const enums: ProtoEnum[] = [];
    const options: ProtoOption[] = [];
    const reserved = newReserved();
    while (!reader.takes('}')) {
      const { at: here, text, comment } = reader.peek();
      if (reader.takes(';')) continue;
      if (this.#refusedHere(text)) this.#refuseWord(text, here);
      if (reader.takes('message')) messages.push(this.#message(comment, depth + 1));
      else if (reader.takes('enum')) enums.push(this.#enum(comment));
      else if (reader.takes('option')) options.push(reader.optionLine());
      else if (reader.takes('oneof')) this.#oneof(fields, oneofs);
      else if (reader.takes('reserved')) this.#reserved(reserved, largestNumber, false);
      else fields.push(this.#field(comment, undefined));
    }
    return { name, at, doc, fields, oneofs, messages, enums, reserved, options };
  }

  #refusedHere(text: string): boolean {
    return (
      ['extensions', 'extend', 'required', 'group'].includes(text) && this.#reader.peek().kind === 'name'
    );
  }

  #oneof(fields: ProtoField[], oneofs: ProtoOneof[]): void {
    const reader = this.#reader;
    const { text: name, at } = reader.name('the name of the oneof');
    reader.expect('{');
    const index = oneofs.length;
    const before = fields.length;
    oneofs.push({ name, at });
    while (!reader.takes('}')) {
      const { at: here, text, comment } = reader.peek();
      if (reader.isAt('option')) refuse(here, 'an option of a oneof', 'proto3 has none: remove it');
      if (['optional', 'repeated', 'required', 'map', 'group'].includes(text))
        refuse(here, `"${text}" in a oneof`, 'write the field without it, or outside');
      fields.push(this.#field(comment, index));
    }
    if (fields.length === before) refuse(at, 'a oneof without fields', 'write its fields, or remove it');
  }

  #field(doc: string, oneof: number | undefined): ProtoField {
    const reader = this.#reader;
    if (reader.isAt('map') && reader.peek(1).text === '<') return this.#map(doc);
    const label = reader.takes('optional') ? 'optional' : reader.takes('repeated') ? 'repeated' : 'none';
    const labelled = reader.peek();
    if (labelled.text === 'group') this.#refuseWord('group', labelled.at);
    const { text: type, at: typeAt } = reader.dotted('a field', true);
    if (reader.isAt('<'))
      refuse(
        typeAt,
        `a ${type} with a label, or one of another kind`,
        'write map<key, value>, without a label',
      );
    return { ...this.#named(doc), label, type, typeAt, keyType: undefined, oneof };
  }

  #map(doc: string): ProtoField {
    const reader = this.#reader;
    reader.expect('map');
    reader.expect('<');
    const { text: keyType, at } = reader.name('the type of the keys');
    if (!isScalar(keyType) || ['double', 'float', 'bytes'].includes(keyType))
      refuse(at, `a map with keys of type ${keyType}`, 'keys are whole numbers, bool or string');
    reader.expect(',');
    const { text: type, at: typeAt } = reader.dotted('the type of the values', true);
    if (type === 'map' && reader.isAt('<'))
      refuse(typeAt, 'a map in a map', 'put the inner one in a message');
    reader.expect('>');
    return { ...this.#named(doc), label: 'map', type, typeAt, keyType, oneof: undefined };
  }

  #named(doc: string): Pick<ProtoField, 'name' | 'at' | 'doc' | 'number' | 'numberAt' | 'options'> {
    const reader = this.#reader;
    const { text: name, at } = reader.name('the name of the field');
    reader.expect('=');
    const { number, at: numberAt } = reader.integer(false);
    const options = reader.optionList();
    reader.expect(';');
    return { name, at, doc, number, numberAt, options };
  }

  #enum(doc: string): ProtoEnum {
    const reader = this.#reader;
    const { text: name, at } = reader.name('the name of the enum');
    reader.expect('{');
    const values: ProtoEnumValue[] = [];
    const options: ProtoOption[] = [];
    const reserved = newReserved();
    while (!reader.takes('}')) {
      const { comment } = reader.peek();
      if (reader.takes(';')) continue;
      if (reader.isAt('option') && reader.peek(1).text !== '=') {
        reader.take();
        options.push(reader.optionLine());
      } else if (reader.isAt('reserved') && reader.peek(1).text !== '=') {
        reader.take();
        this.#reserved(reserved, largestValue, true);
      } else values.push(this.#value(comment));
    }
    return { name, at, doc, values, reserved, options };
  }

  #value(doc: string): ProtoEnumValue {
    const reader = this.#reader;
    const { text: name, at } = reader.name('a value of the enum');
    reader.expect('=');
    const { number, at: numberAt } = reader.integer(true);
    const options = reader.optionList();
    reader.expect(';');
    return { name, at, doc, number, numberAt, options };
  }

  #reserved(into: MutableReserved, most: number, negative: boolean): void {
    const reader = this.#reader;
    if (reader.peek().kind !== 'string') {
      into.ranges.push(...reader.ranges(most, negative));
      return;
    }
    do {
      const { text: name, at } = reader.string('a name in quotes');
      into.names.push({ name, at });
    } while (reader.takes(','));
    reader.expect(';');
  }

  #refuseWord(text: string, at: number): never {
    return refuse(at, refusedWords[text] ?? text, 'remove it: schemas have messages and enums of proto3');
  }
}

const refusedWords: Readonly<Record<string, string>> = {
  service: 'a service',
  extend: 'an extension',
  extensions: 'extensions',
  required: 'a required field',
  group: 'a group',
};

type MutableReserved = { ranges: ProtoRange[]; names: { name: string; at: number }[] } & ProtoReserved;

function newReserved(): MutableReserved {
  return { ranges: [], names: [] };
}
