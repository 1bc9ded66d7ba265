import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Carried,
  type CarriedOperations,
  operationsFile,
  parseCarriedContract,
} from '../../lib/model/carried-contract.ts';
import { BrokerError } from '../kafka/broker-error.ts';
import { clientProperties } from '../kafka/client-properties.ts';
import { clientSettings, type Read, VariableReader, type Variables } from '../kafka/client-settings.ts';
import { ExpressionError } from '../operations/expression.ts';
import { SchemaIdError, SchemaIds } from '../operations/schema-ids.ts';
import { CannotOperate, type Place } from './place.ts';

interface Desk {
  readonly variables: Variables;
  /** A properties file with how to reach Kafka, in the place of the variables. */
  readonly clientFile: string | undefined;
  /** Topics and operations; undefined: those in the folder that `WORK_TOPICS_FOLDER` names. */
  readonly carried: Carried | undefined;
  /** A primary topic, a dead letter topic, or the folder of a contract; undefined: all. */
  readonly topic: string | undefined;
  readonly system: string | undefined;
}

/** The topics with dead letters that are asked for, or every sentence that says what is wrong. */
export function placesOf({ variables, clientFile, carried, topic, system }: Desk): Read<readonly Place[]> {
  const problems: string[] = [];
  const settings = readerOf(variables, clientFile, problems);
  const client = clientSettings(settings, 'dead-letters');
  const known = carried ?? carriedIn(variables['WORK_TOPICS_FOLDER'], problems);
  problems.push(...settings.problems);
  if (problems.length > 0) return { ok: false, problems };
  const ids = SchemaIds.of(variables);
  const places = known.topics.flatMap((contract): Place[] => {
    const letters = contract.deadLetter;
    if (letters === undefined || (system !== undefined && contract.system !== system)) return [];
    if (topic !== undefined && ![contract.topic, letters, contract.contract].includes(topic)) return [];
    const operations = known.operations.find(
      (one) => one.system === contract.system && one.tenant === contract.tenant,
    );
    return [{ client, ids, contract, letters, operations }];
  });
  if (places.length > 0) return { ok: true, value: places };
  const names = known.topics.map((one) => one.topic).sort();
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
