import { suggestion } from '../../text/nearest.ts';
import { received } from '../../text/problem.ts';
import type { ProtoFault } from './fault.ts';
import { jsonNameOf } from './json-name.ts';
import {
  fieldAnnotations,
  type LinkedEnum,
  type LinkedField,
  type LinkedMessage,
  type LinkedType,
} from './linked.ts';
import { isScalar, type ProtoField, type ProtoMessage } from './syntax.ts';

/** What a name stands for. Types that are declared are filled after all names are known. */
export type Named =
  | { readonly is: 'package' | 'field' | 'value' | 'oneof' }
  | { readonly is: 'type'; readonly type: LinkedType };

/** One whose fields are found after all names are known. */
export type FilledMessage = Omit<LinkedMessage, 'fields' | 'messages' | 'enums'> & {
  readonly fields: LinkedField[];
  readonly messages: LinkedMessage[];
  readonly enums: LinkedEnum[];
};

/** Faults of one file for which the nearest name is looked for. */
const mostTold = 10;

/**
 * Fills the fields of messages with what their types lead to.
 * @param seen every name that the file may use, its own among them
 * @returns what leads nowhere
 */
export function resolveFields(
  messages: readonly FilledMessage[],
  seen: ReadonlyMap<string, Named>,
): ProtoFault[] {
  const faults: ProtoFault[] = [];
  const full = [...seen].flatMap(([name, { is }]) => (is === 'type' ? [name] : []));
  const known = [...new Set([...full.map((name) => name.slice(name.lastIndexOf('.') + 1)), ...full])];
  for (const { fullName, node, fields } of messages) {
    for (const field of node.fields) {
      const key = inside(fullName, field.name);
      const say = (at: number, what: string, fix: string): unknown => faults.push({ at, key, what, fix });
      const type = isScalar(field.type)
        ? ({ kind: 'scalar', scalar: field.type } as const)
        : resolved(field.type, fullName, seen);
      if (type === undefined) {
        const what = `${received(field.type)} is not a type that this file knows`;
        say(field.typeAt, what, faults.length < mostTold ? suggestion(field.type, known) : '');
        continue;
      }
      fields.push(linkedField(field, type, node));
      for (const { name, at } of field.options) {
        if (name === 'packed' && isMessage(type))
          say(at, 'packed, and the field is not a list of numbers', 'remove it');
        if (isHidden(name, fullName, seen))
          say(at, `${name} is the name of something nearer`, `write (.${name.slice(1)}`);
      }
    }
  }
  return faults;
}

/** Options are named like types: a nearer package or message hides them. */
function isHidden(option: string, scope: string, seen: ReadonlyMap<string, Named>): boolean {
  if (!fieldAnnotations.some(({ name }) => name === option)) return false;
  const head = option.slice(1, option.indexOf('.'));
  return scopesAround(scope).some((one) => one !== '' && seen.has(inside(one, head)));
}

/**
 * What a name leads to from inside a message: the innermost scope that has its first part decides (language guide, Packages
 * and Name Resolution).
 */
function resolved(name: string, from: string, seen: ReadonlyMap<string, Named>): LinkedType | undefined {
  const typeAt = (full: string): LinkedType | undefined => {
    const found = seen.get(full);
    return found?.is === 'type' ? found.type : undefined;
  };
  if (name.startsWith('.')) return typeAt(name.slice(1));
  const [head = '', ...rest] = name.split('.');
  for (const scope of scopesAround(from)) {
    const first = seen.get(inside(scope, head));
    const isScope = first?.is === 'package' || first?.is === 'type';
    if (rest.length === 0 ? first?.is === 'type' : isScope) return typeAt(inside(scope, name));
  }
  return undefined;
}

/** `a.b.C` is `a.b.C`, `a.b`, `a` and the outermost. */
function scopesAround(scope: string): string[] {
  const parts = scope === '' ? [] : scope.split('.');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('.')), ''];
}

function linkedField(node: ProtoField, type: LinkedType, message: ProtoMessage): LinkedField {
  const custom = node.options.find(({ name }) => name === 'json_name')?.value;
  const explicit = node.label === 'optional' || node.oneof !== undefined || isMessage(type);
  return {
    node,
    name: node.name,
    number: node.number,
    jsonName: custom?.kind === 'string' ? custom.text : jsonNameOf(node.name),
    type,
    presence:
      node.label === 'repeated' || node.label === 'map' ? node.label : explicit ? 'explicit' : 'implicit',
    oneof: node.oneof === undefined ? undefined : message.oneofs[node.oneof]?.name,
  };
}

function isMessage(type: LinkedType): boolean {
  return type.kind === 'message' || (type.kind === 'known' && type.known !== 'NullValue');
}

/** The full name of what is declared in a scope. */
export const inside = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`);
