import type { z } from 'zod';
import { isFolderName, isKebab } from '../../naming/segments.ts';
import { type Contract, contractSchema } from './contract.ts';
import { currentApiVersion } from '../renamed-keys.ts';
import { checkTerms, programSource } from './from-program.ts';
import { suggestion } from '../text/nearest.ts';
import { type Problem, problem, received } from '../text/problem.ts';
import { declaredClasses } from '../topic-class.ts';

type ContractInput = z.input<typeof contractSchema>;

/** What a contract that says nothing else says; the schema itself has defaults for the rest. */
const defaults = {
  classification: 'internal',
  pii: 'none',
  partitions: 1,
  maxMessageSize: '1MiB',
  load: { messagesPerSecond: 1, bytesPerMessage: '1KiB' },
  serviceLevels: { produceWithin: '1s', consumeWithin: '1m', alertLag: 1000 },
  schema: { format: 'json-schema', compatibility: 'backward' },
  producers: [],
  consumers: [],
  lifecycle: { state: 'active' },
} satisfies Partial<ContractInput>;

/**
 * A contract's terms. Durations are texts such as `7d` or `30s`, sizes texts such as `64KiB`; what has no default
 * here and is required (`purpose`, `owner`, `key`) only its author can know.
 */
export interface ContractProps extends Omit<ContractInput, 'apiVersion' | 'kind' | keyof typeof defaults> {
  /** How freely the data may be shown. @default internal */
  readonly classification?: ContractInput['classification'];
  /** The highest level of personal data in a message. @default none */
  readonly pii?: ContractInput['pii'];
  /** A number, or one by environment with a `default`. @default 1 */
  readonly partitions?: ContractInput['partitions'];
  /** The largest message, as a size. @default 1MiB */
  readonly maxMessageSize?: ContractInput['maxMessageSize'];
  /** What quotas and storage are estimated from. @default 1 message a second of 1KiB */
  readonly load?: ContractInput['load'];
  /** As durations, and messages of lag. @default produced within 1s, consumed within 1m, told above 1000 */
  readonly serviceLevels?: ContractInput['serviceLevels'];
  /** @default JSON Schema, backward compatible */
  readonly schema?: ContractInput['schema'];
  /** Services that write. @default none */
  readonly producers?: ContractInput['producers'];
  /** Services that read, with their groups. @default none */
  readonly consumers?: ContractInput['consumers'];
  /** @default active */
  readonly lifecycle?: ContractInput['lifecycle'];
  /** JSON Schema of a message's value; no object carries it. @default any value */
  readonly valueSchema?: unknown;
}

/**
 * One topic's contract, made by a program.
 * @param address `<system>/<context>/<class>/<topic>/v<N>`, as its folder would be called
 * @throws InvalidTerms with everything that is wrong with address and terms
 */
export function contract(address: string, props: ContractProps): Contract {
  const { valueSchema = true, ...own } = props;
  const subject = `contract ${address}`;
  const source = programSource(subject, {
    apiVersion: currentApiVersion,
    kind: 'Contract',
    ...defaults,
    ...own,
  });
  const found: Problem[] = [];
  const at = readAddress(address, (what, fix) => {
    found.push(problem(source.place([]), '', what, fix));
  });
  const terms = checkTerms(contractSchema, source, found);
  const file = `${address}/value.schema.json`;
  return {
    address: at,
    terms,
    valueSchema: { file, value: valueSchema },
    keySchema: undefined,
    samples: [],
    source,
  };
}

function readAddress(address: string, say: (what: string, fix: string) => void): Contract['address'] {
  const [system = '', context = '', name = '', topic = '', version = '', ...rest] = address.split('/');
  if (!isKebab(system))
    say(`${received(system)} is no system`, 'write lowercase kebab, for example order-intake');
  // What else a context must be is for the naming to say.
  if (!isFolderName(context))
    say(`${received(context)} is not a context`, 'write a-z, A-Z, 0-9, ".", "_" and "-"');
  const cls = declaredClasses.find((one) => one === name);
  if (cls === undefined)
    say(`${received(name)} is no class of a contract`, suggestion(name, declaredClasses));
  if (topic === '') say('the topic is missing', 'write its name before the version');
  const number = /^v([1-9][0-9]{0,5})$/.exec(version)?.[1];
  if (number === undefined || rest.length > 0) {
    say(`${received(address)} does not end with a version`, 'write <system>/<context>/<class>/<topic>/v1');
  }
  return { system, context, class: cls ?? 'evt', topic, version: Number(number) };
}
