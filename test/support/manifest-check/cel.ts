import { Environment } from '@marcbachmann/cel-js';
import type { Schema } from '../../../scripts/imports/schema.ts';
import { definition } from './schemas.ts';
import { referenceOf } from './closed-schema.ts';

/** One entry of `x-kubernetes-validations`. */
export interface Rule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly fieldPath?: string;
}

/** A rule ready to run: the sentence that says it is broken, or undefined. */
export type CompiledRule = (self: unknown) => string | undefined;

const environment = new Environment({
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
}).registerVariable('self', 'dyn');

const KEYWORDS = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** Kubernetes' way to name a property in CEL; undefined where CEL cannot reach it. */
function escapeName(name: string): string | undefined {
  if (KEYWORDS.has(name)) return `__${name}__`;
  const escaped = name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
  return /^[A-Za-z_]\w*$/.test(escaped) ? escaped : undefined;
}

/**
 * A JSON value as CEL has it: integers as BigInt, by the schema where there is one.
 * @throws Error on the formats CEL has a type of its own for, which no rule here needs yet.
 */
export function toCel(value: unknown, schema: Schema | undefined): unknown {
  const reference = schema && referenceOf(schema);
  if (reference) return toCel(value, definition(reference));
  if (typeof value === 'number') {
    return schema?.type !== 'number' && Number.isInteger(value) ? BigInt(value) : value;
  }
  const format = String(schema?.['format']);
  if (typeof value === 'string' && ['byte', 'date', 'date-time', 'duration'].includes(format)) {
    throw new Error(`a value of format ${format} cannot be given to a CEL rule yet`);
  }
  if (Array.isArray(value)) return value.map((item) => toCel(item, schema?.items));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const property = schema?.properties?.[key];
    if (property) {
      const name = escapeName(key);
      return name === undefined ? [] : [[name, toCel(inner, property)]];
    }
    const more = schema?.additionalProperties;
    return [[key, toCel(inner, typeof more === 'object' ? more : undefined)]];
  });
  return Object.fromEntries(entries);
}

/** Whether a rule compares with the object as it was: there is none when a manifest is checked. */
export function isTransition({ rule }: Rule): boolean {
  return /\boldSelf\b/.test(rule.replace(/"[^"]*"|'[^']*'/g, ''));
}

function compile(expression: string, type: string): (self: unknown) => unknown {
  const program = environment.parse(expression);
  const { valid, type: found, error } = program.check();
  if (!valid) throw error ?? new Error('it does not type-check');
  if (found !== type && found !== 'dyn') throw new Error(`it gives ${found}, not ${type}`);
  return (self) => program({ self });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

/**
 * Compiles a rule.
 * @throws Error that holds the rule, where it does not parse, does not type-check or is no condition.
 */
export function compileRule({ rule, message, messageExpression, fieldPath }: Rule): CompiledRule {
  let holds: (self: unknown) => unknown;
  let explain: ((self: unknown) => unknown) | undefined;
  try {
    holds = compile(rule, 'bool');
    explain = messageExpression === undefined ? undefined : compile(messageExpression, 'string');
  } catch (error) {
    throw new Error(`CEL rule \`${rule}\` cannot be compiled: ${firstLine(error)}`, { cause: error });
  }
  const place = fieldPath ? `${fieldPath}: ` : '';
  return (self) => {
    try {
      const result = holds(self);
      if (result === true) return undefined;
      if (result !== false) return `CEL rule \`${rule}\` gave ${String(result)}, neither true nor false`;
      const said = explain?.(self);
      return place + (typeof said === 'string' ? said : (message ?? `failed rule: ${rule}`));
    } catch (error) {
      return `CEL rule \`${rule}\` cannot be evaluated: ${firstLine(error)}`;
    }
  };
}
