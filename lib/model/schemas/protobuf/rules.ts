import { received } from '../../text/problem.ts';
import type { ProtoFault } from './fault.ts';
import { jsonNameOf, shortValueName } from './json-name.ts';
import { optionsFile } from './linked.ts';
import { covers } from './ranges.ts';
import { optionFaults, type OptionHolder } from './options.ts';
import { inside } from './resolve.ts';
import {
  hasAliases,
  isScalar,
  largestNumber,
  largestValue,
  type ProtoEnum,
  type ProtoField,
  type ProtoFile,
  type ProtoMessage,
  type ProtoOption,
  type ProtoReserved,
  smallestValue,
} from './syntax.ts';

/** What one file may hold. */
const most = { types: 1_000, fields: 5_000 };
/** Numbers that Protobuf keeps for itself. */
const [firstOwn, lastOwn] = [19_000, 19_999];

/** What is wrong with the numbers, names and options of a file, whatever its names lead to: what protoc refuses. */
export function protoRules(file: ProtoFile): ProtoFault[] {
  const large = tooMuch(file);
  if (large !== undefined) return [large];
  return new Rules(file).faults;
}

function tooMuch(file: ProtoFile): ProtoFault | undefined {
  let [types, fields] = [0, 0];
  const countReserved = ({ ranges, names }: ProtoReserved): number => ranges.length + names.length;
  const countEnum = ({ values, reserved }: ProtoEnum): void => {
    types += 1;
    fields += values.length + countReserved(reserved);
  };
  const count = (message: ProtoMessage): void => {
    types += 1;
    fields += message.fields.length + countReserved(message.reserved);
    message.messages.forEach(count);
    message.enums.forEach(countEnum);
  };
  file.messages.forEach(count);
  file.enums.forEach(countEnum);
  const say = (what: string, limit: number) => ({ at: 0, key: '', what, fix: `at most ${limit} are read` });
  if (types > most.types) return say(`${types} messages and enums in one file`, most.types);
  return fields > most.fields
    ? say(`${fields} fields, values and reserved ones in one file`, most.fields)
    : undefined;
}

class Rules {
  readonly faults: ProtoFault[] = [];
  readonly #importsOptions: boolean;

  constructor(file: ProtoFile) {
    this.#importsOptions = file.imports.some(({ path }) => path === optionsFile);
    if (/^google\.protobuf(?:\.|$)/.test(file.package))
      this.#say(file.packageAt, '', `the package ${file.package} is Google's`, 'choose another package');
    this.#options('file', '', file.options);
    for (const one of file.messages) this.#message(one, file.package);
    for (const one of file.enums) this.#enum(one, file.package);
  }

  #say(at: number, key: string, what: string, fix: string): void {
    this.faults.push({ at, key, what, fix });
  }

  #options(holder: OptionHolder, key: string, options: readonly ProtoOption[]): void {
    this.faults.push(...optionFaults(holder, key, options, this.#importsOptions));
  }

  #message(message: ProtoMessage, scope: string): void {
    const key = inside(scope, message.name);
    this.#options('message', key, message.options);
    this.#reserved(message.reserved, key, [1, largestNumber]);
    const isReserved = covers(message.reserved.ranges);
    const names = new Set(message.reserved.names.map(({ name }) => name));
    const numbers = new Map<number, string>();
    for (const field of message.fields) {
      const own = inside(key, field.name);
      const { number, numberAt } = field;
      const other = numbers.get(number);
      if (number < 1 || number > largestNumber || (number >= firstOwn && number <= lastOwn)) {
        const allowed = `write 1 to ${largestNumber}, and none of ${firstOwn} to ${lastOwn}, which Protobuf keeps`;
        this.#say(numberAt, own, `the number ${number}`, allowed);
      } else if (other !== undefined) {
        this.#say(
          numberAt,
          own,
          `the number ${number} is that of ${other}`,
          'give each field its own number',
        );
      } else if (isReserved(number)) {
        this.#say(numberAt, own, `the number ${number} is reserved`, 'choose one that was never used');
      }
      if (names.has(field.name))
        this.#say(field.at, own, `the name ${field.name} is reserved`, 'choose one that was never used');
      numbers.set(number, field.name);
      this.#field(field, own);
    }
    this.#jsonNames(message.fields, key, false);
    this.#jsonNames(message.fields, key, true);
    for (const one of message.messages) this.#message(one, key);
    for (const one of message.enums) this.#enum(one, key);
  }

  #field(field: ProtoField, key: string): void {
    this.#options('field', key, field.options);
    for (const { name, at, value, valueAt } of field.options) {
      const numeric = isScalar(field.type) && field.type !== 'string' && field.type !== 'bytes';
      if (name === 'packed' && (field.label !== 'repeated' || (isScalar(field.type) && !numeric)))
        this.#say(at, key, 'packed, and the field is not a list of numbers', 'remove it');
      if (name === 'jstype' && !/^(?:[su]?int64|s?fixed64)$/.test(field.type))
        this.#say(at, key, 'jstype, and the field is not a number of 64 bits', 'remove it');
      if (name !== 'json_name' || value.kind !== 'string') continue;
      if (value.text === '' || value.text.startsWith('['))
        this.#say(
          valueAt,
          key,
          `json_name is ${received(value.text)}`,
          'write the name of the field in JSON',
        );
    }
  }

  /** @param custom whether `json_name` counts: neither the names that are given nor those that follow may be the same */
  #jsonNames(fields: readonly ProtoField[], key: string, custom: boolean): void {
    const known = new Map<string, { readonly field: ProtoField; readonly given: boolean }>();
    for (const field of fields) {
      const option = custom ? field.options.find(({ name }) => name === 'json_name')?.value : undefined;
      const given = option?.kind === 'string';
      const name = given ? option.text : jsonNameOf(field.name);
      const other = known.get(name);
      if (other === undefined) known.set(name, { field, given });
      else if (other.field.name !== field.name && (!custom || given || other.given)) {
        const what = `in JSON the field is called ${received(name)}, as ${other.field.name} is`;
        this.#say(field.at, inside(key, field.name), what, 'choose another name');
      }
    }
  }

  #enum(node: ProtoEnum, scope: string): void {
    const key = inside(scope, node.name);
    this.#options('enum', key, node.options);
    this.#reserved(node.reserved, key, [smallestValue, largestValue]);
    const [first] = node.values;
    if (first === undefined) {
      this.#say(node.at, key, 'an enum without values', 'write its values, the first with the number 0');
    } else if (first.number !== 0) {
      this.#say(
        first.numberAt,
        key,
        `the first value has the number ${first.number}`,
        'begin with one whose number is 0',
      );
    }
    const isReserved = covers(node.reserved.ranges);
    const names = new Set(node.reserved.names.map(({ name }) => name));
    const aliases = hasAliases(node);
    const numbers = new Map<number, string>();
    const short = new Map<string, { readonly name: string; readonly number: number }>();
    let aliased = false;
    for (const value of node.values) {
      const own = inside(key, value.name);
      const { number, numberAt } = value;
      this.#options('value', own, value.options);
      const other = numbers.get(number);
      aliased ||= other !== undefined;
      if (number < smallestValue || number > largestValue) {
        this.#say(numberAt, own, `the number ${number}`, `write ${smallestValue} to ${largestValue}`);
      } else if (other !== undefined && !aliases) {
        const fix = 'give each value its own number, or write option allow_alias = true;';
        this.#say(numberAt, own, `the number ${number} is that of ${other}`, fix);
      } else if (isReserved(number)) {
        this.#say(numberAt, own, `the number ${number} is reserved`, 'choose one that was never used');
      }
      if (names.has(value.name))
        this.#say(value.at, own, `the name ${value.name} is reserved`, 'choose one that was never used');
      numbers.set(number, other ?? value.name);
      const call = shortValueName(node.name, value.name);
      const same = short.get(call);
      if (same !== undefined && same.number !== number && same.name !== value.name) {
        const what = `without the name of its enum and in one case it is called as ${same.name}`;
        this.#say(value.at, own, what, 'choose another name');
      }
      if (same === undefined) short.set(call, value);
    }
    if (aliases && !aliased)
      this.#say(node.at, key, 'allow_alias, and no two values have one number', 'remove the option');
  }

  #reserved(
    { ranges, names }: ProtoReserved,
    key: string,
    [least, largest]: readonly [number, number],
  ): void {
    for (const { first, last, at } of ranges) {
      if (first > last || first < least || last > largest)
        this.#say(at, key, `reserved ${first} to ${last}`, `write a range inside ${least} to ${largest}`);
    }
    const sorted = [...ranges].sort((a, b) => a.first - b.first);
    for (const [index, range] of sorted.entries()) {
      const before = sorted[index - 1];
      if (before !== undefined && range.first <= before.last)
        this.#say(range.at, key, `${range.first} is reserved twice`, 'reserve each number once');
    }
    const told = new Set<string>();
    for (const { name, at } of names) {
      if (told.has(name)) this.#say(at, key, `${received(name)} is reserved twice`, 'reserve each name once');
      else if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
        this.#say(at, key, `${received(name)} cannot be a name`, 'write the name of a field');
      told.add(name);
    }
  }
}
