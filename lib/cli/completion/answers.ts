import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { loadCatalog } from '../../model/load-catalog.ts';
import { loadEnvironments } from '../../model/load-environments.ts';
import { promotedFrom } from '../../model/promotion-order.ts';
import { addressText } from '../../model/terms/contract.ts';
import { compare, printable } from '../../model/text/problem.ts';
import { resolve } from '../../policies/resolve.ts';
import { stackRoot } from '../root-option.ts';

/** A value, and what it is; the latter may be empty. */
type Answer = readonly [value: string, what: string];

/**
 * What may stand where a command line is being written: a line a value, and what it is behind a tab.
 * @param root the program, with the command that the first of the words names
 * @param words what was written after the name of the program; the last is being written and may be empty
 */
export function answersText(root: CommandUnknownOpts, words: readonly string[]): string {
  return answers(root, words)
    .map(([value, what]) => (what === '' ? value : `${value}\t${printable(what)}`))
    .map((line) => `${line}\n`)
    .join('');
}

/** What a shell reads as one word. */
const isPlain = ([value]: Answer) => /^[\w./-]+$/.test(value);

function answers(root: CommandUnknownOpts, words: readonly string[]): Answer[] {
  const before = words.slice(0, -1);
  const begun = words.at(-1) ?? '';
  const { command, rest } = commandIn(root, before);
  const stack = () => valueAfter(before, '--root') ?? stackRoot(process.cwd());
  const option = command.options.find(({ long, short }) => [long, short].includes(before.at(-1)));
  const found =
    option !== undefined && (option.required || option.optional)
      ? valuesOf(option.long ?? '', option.flags, option.argChoices, before, stack)
      : begun.startsWith('-')
        ? optionsOf(command)
        : [...(rest.length === 0 ? commandsOf(command) : []), ...argumentsOf(command, rest, before, stack)];
  return found.filter((answer) => isPlain(answer) && answer[0].startsWith(begun));
}

/** The command that the words lead to, and the words after its name that are no options. */
function commandIn(root: CommandUnknownOpts, words: readonly string[]) {
  let command = root;
  const rest: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const option = command.options.find(({ long, short }) => [long, short].includes(word));
    const sub = rest.length === 0 ? command.commands.find((one) => one.name() === word) : undefined;
    if (sub !== undefined) command = sub;
    else if (option?.required === true) at += 1;
    else if (!word.startsWith('-')) rest.push(word);
  }
  return { command, rest };
}

const commandsOf = (command: CommandUnknownOpts) =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one): Answer => [one.name(), one.description()]);

const optionsOf = (command: CommandUnknownOpts) =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description }): Answer[] => (long === undefined ? [] : [[long, description]]));

type Stack = () => string;

function argumentsOf(
  command: CommandUnknownOpts,
  rest: readonly string[],
  before: readonly string[],
  stack: Stack,
): Answer[] {
  const argument = command.registeredArguments[rest.length];
  return argument === undefined
    ? []
    : valuesOf('', `<${argument.name()}>`, argument.argChoices, before, stack);
}

/** @param flags as the help has them: what stands between `<` and `>` says what the value is. */
function valuesOf(
  long: string,
  flags: string,
  choices: readonly string[] | undefined,
  before: readonly string[],
  stack: Stack,
): Answer[] {
  if (choices !== undefined) return choices.map((one) => [one, '']);
  const kind = /[<[]([a-z]+)/.exec(flags)?.[1];
  if (kind === 'topic' || long === '--topic') return topicsIn(stack(), valueAfter(before, '--env'));
  if (kind === 'contract') return contractsIn(stack());
  if (long === '--system') return foldersOf(stack(), 'contracts');
  if (kind === 'name' && ['--env', '--from', '--to', '--production'].includes(long))
    return environmentsIn(stack());
  return [];
}

function valueAfter(words: readonly string[], option: string): string | undefined {
  const at = words.lastIndexOf(option);
  return at < 0 ? undefined : words[at + 1];
}

function environmentsIn(root: string): Answer[] {
  return entries(join(root, 'environments')).flatMap(({ name }): Answer[] =>
    name.endsWith('.yaml') ? [[name.slice(0, -'.yaml'.length), '']] : [],
  );
}

function foldersOf(root: string, folder: string): Answer[] {
  return entries(join(root, folder)).flatMap((entry): Answer[] =>
    entry.isDirectory() ? [[entry.name, '']] : [],
  );
}

function entries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => compare(a.name, b.name));
  } catch {
    return [];
  }
}

function contractsIn(root: string): Answer[] {
  const catalog = loadCatalog(root);
  const { contracts } = catalog.ok ? catalog.value : catalog.readable;
  return contracts.map(({ address, terms }): Answer => [addressText(address), terms.purpose]);
}

/**
 * Topics as Kafka knows them in an environment; where none is named, in the one that none is promoted from. What cannot be
 * read is left out: a command says why, a completion stays silent.
 */
function topicsIn(root: string, wanted: string | undefined): Answer[] {
  const catalog = loadCatalog(root);
  const read = loadEnvironments(root, wanted === undefined ? undefined : [wanted]);
  if (!catalog.ok || !read.ok) return [];
  const sources = read.value.map(promotedFrom);
  const environment = read.value.find((one) => !sources.includes(one.environment));
  if (environment === undefined) return [];
  return resolve(catalog.value, environment).systems.flatMap(({ families }) =>
    families.flatMap(({ topics, contract }) =>
      topics.map(({ name }): Answer => [name.value, contract.terms.purpose]),
    ),
  );
}
