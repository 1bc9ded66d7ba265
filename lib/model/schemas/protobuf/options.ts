import { firstHiddenInName, removeHidden } from '../../text/hidden-characters.ts';
import { suggestion } from '../../text/nearest.ts';
import { received } from '../../text/problem.ts';
import type { ProtoFault } from './fault.ts';
import { fieldAnnotations, optionsFile, plainName } from './linked.ts';
import type { ProtoOption } from './syntax.ts';

type OptionKind = 'bool' | 'string' | readonly string[];
export type OptionHolder = 'file' | 'message' | 'field' | 'enum' | 'value';

/** descriptor.proto, as far as the options hold in proto3. */
const known: Readonly<Record<OptionHolder, Readonly<Record<string, OptionKind>>>> = {
  file: {
    java_package: 'string',
    java_outer_classname: 'string',
    java_multiple_files: 'bool',
    java_generate_equals_and_hash: 'bool',
    java_string_check_utf8: 'bool',
    optimize_for: ['SPEED', 'CODE_SIZE', 'LITE_RUNTIME'],
    go_package: 'string',
    cc_generic_services: 'bool',
    java_generic_services: 'bool',
    py_generic_services: 'bool',
    deprecated: 'bool',
    cc_enable_arenas: 'bool',
    objc_class_prefix: 'string',
    csharp_namespace: 'string',
    swift_prefix: 'string',
    php_class_prefix: 'string',
    php_namespace: 'string',
    php_metadata_namespace: 'string',
    ruby_package: 'string',
  },
  message: { no_standard_descriptor_accessor: 'bool', deprecated: 'bool' },
  field: {
    json_name: 'string',
    packed: 'bool',
    deprecated: 'bool',
    ctype: ['STRING', 'CORD', 'STRING_PIECE'],
    jstype: ['JS_NORMAL', 'JS_STRING', 'JS_NUMBER'],
    debug_redact: 'bool',
    ...Object.fromEntries(fieldAnnotations.map(({ name }) => [name, 'string'] as const)),
  },
  enum: { allow_alias: 'bool', deprecated: 'bool' },
  value: { deprecated: 'bool', debug_redact: 'bool' },
};

/** What is wrong with the options of one element. @param importsOptions whether its file imports `workstreams/options.proto` */
export function optionFaults(
  holder: OptionHolder,
  key: string,
  options: readonly ProtoOption[],
  importsOptions: boolean,
): ProtoFault[] {
  const told = new Set<string>();
  return options.flatMap(({ name: written, at, value, valueAt }): ProtoFault[] => {
    const name = plainName(written);
    const say = (where: number, what: string, fix: string): ProtoFault[] => [{ at: where, key, what, fix }];
    const kind = Object.hasOwn(known[holder], name) ? known[holder][name] : undefined;
    if (kind === undefined)
      return say(at, `the option ${name}`, suggestion(name, Object.keys(known[holder])));
    if (told.has(name)) return say(at, `the option ${name} is written twice`, 'write it once');
    told.add(name);
    if (name.startsWith('(') && !importsOptions)
      return say(at, `the option ${name}`, `write import "${optionsFile}";`);
    const hidden = value.kind === 'string' ? firstHiddenInName(value.text) : undefined;
    if (hidden !== undefined) return say(valueAt, `text with the character ${hidden.name}`, removeHidden);
    if (kind === 'string')
      return value.kind === 'string' ? [] : say(valueAt, `${name} is not a string`, 'write it in quotes');
    const allowed = kind === 'bool' ? ['true', 'false'] : kind;
    return value.kind === 'name' && allowed.includes(value.text)
      ? []
      : say(valueAt, `${name} is ${received(shown(value))}`, `write ${allowed.join(', or ')}`);
  });
}

const shown = (value: ProtoOption['value']) => ('text' in value ? value.text : value.number);
