import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Carried,
  type CarriedContract,
  type CarriedOperations,
  operationsFile,
  parseCarriedContract,
} from '../../lib/model/carried-contract.ts';
import { BrokerError } from '../kafka/broker-error.ts';
import { clientProperties } from '../kafka/client-properties.ts';
import {
  type ClientSettings,
  clientSettings,
  type Read,
  VariableReader,
  type Variables,
} from '../kafka/client-settings.ts';
import { ExpressionError } from '../operations/expression.ts';
import { SchemaIdError, SchemaIds } from '../operations/schema-ids.ts';
import { CannotOperate } from '../operations/cannot-operate.ts';
import type { Place } from './place.ts';

interface DeskTerms {
  readonly variables: Variables;
  /** A properties file with how to reach Kafka, in the place of the variables. @default none */
  readonly clientFile?: string | undefined;
  /** Topics and operations; undefined: those in the folder that `WORK_TOPICS_FOLDER` names. */
  readonly carried: Carried | undefined;
}

/** What a desk works with. */
export interface Desk {
  readonly client: ClientSettings;
  readonly ids: SchemaIds;
  readonly carried: Carried;
}

/** What a desk works with, or every sentence that says what is wrong. */
export function deskOf({ variables, clientFile, carried }: DeskTerms): Read<Desk> {
  const problems: string[] = [];
  const settings = readerOf(variables, clientFile, problems);
  const client = clientSettings(settings, 'dead-letters');
  const known = carried ?? carriedIn(variables['WORK_TOPICS_FOLDER'], problems);
  problems.push(...settings.problems);
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, value: { client, ids: SchemaIds.of(variables), carried: known } };
}

/** The topics that have dead letters. */
export function placesAt({ client, ids, carried }: Desk): Place[] {
  return carried.topics.flatMap((contract): Place[] => {
    const letters = contract.deadLetter;
    return letters === undefined
      ? []
      : [{ client, ids, contract, letters, operations: operationsOf(carried, contract) }];
  });
}

/** The operations that a topic is of; undefined: none are known. */
export function operationsOf(
  { operations }: Carried,
  { system, tenant }: Pick<CarriedContract, 'system' | 'tenant'>,
): CarriedOperations | undefined {
  return operations.find((one) => one.system === system && one.tenant === tenant);
}

/** The topics with dead letters that are asked for, or every sentence that says what is wrong. */
export function placesOf({
  topic,
  system,
  ...terms
}: DeskTerms & {
  /** A primary topic, a dead letter topic, or the folder of a contract; undefined: all. */
  readonly topic: string | undefined;
  readonly system: string | undefined;
}): Read<readonly Place[]> {
  const desk = deskOf(terms);
  if (!desk.ok) return desk;
  const all = placesAt(desk.value);
  const places = all.filter(
    ({ contract, letters }) =>
      (system === undefined || contract.system === system) &&
      (topic === undefined || [contract.topic, letters, contract.contract].includes(topic)),
  );
  if (places.length > 0) return { ok: true, value: places };
  const names = all.map(({ contract }) => contract.topic).sort();
  const asked = topic ?? system;
  return {
    ok: false,
    problems: [
      asked === undefined
        ? 'no topic has dead letters here'
        : `${asked} has no dead letters: these topics have: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`,
    ],
  };
}

/** Whether an error is a sentence for an operator, and no defect of ours. */
export function isForOperators(error: unknown): error is Error {
  return [BrokerError, CannotOperate, ExpressionError, SchemaIdError].some((one) => error instanceof one);
}

function readerOf(variables: Variables, file: string | undefined, problems: string[]): VariableReader {
  if (file === undefined) return new VariableReader(variables);
  try {
    const said = clientProperties(readFileSync(file, 'utf8'));
    return new VariableReader(said.variables, said.contents);
  } catch (error) {
    problems.push(`--client: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
    return new VariableReader(variables);
  }
}

function carriedIn(folder: string | undefined, problems: string[]): Carried {
  const none = { topics: [], operations: [] };
  if (folder === undefined || folder === '') {
    problems.push('which topics there are is not known: name an environment of the stack with --env');
    return none;
  }
  try {
    const files = readdirSync(folder).filter((name) => !name.startsWith('.'));
    const topics = files
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => {
        try {
          return parseCarriedContract(readFileSync(join(folder, name), 'utf8'));
        } catch (error) {
          throw new Error(`${name}: ${messageOf(error)}`, { cause: error });
        }
      });
    const operations = files.includes(operationsFile)
      ? (JSON.parse(readFileSync(join(folder, operationsFile), 'utf8')) as readonly CarriedOperations[])
      : [];
    return { topics, operations };
  } catch (error) {
    problems.push(
      `WORK_TOPICS_FOLDER: ${folder} cannot be read (${messageOf(error)}): render the environment again`,
    );
    return none;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
