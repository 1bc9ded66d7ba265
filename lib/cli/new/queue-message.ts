import { basename } from 'node:path';
import type { SharedSchema } from '../../model/catalog.ts';
import type { Contract } from '../../model/terms/contract.ts';
import { at, textAt } from '../../model/plain-object.ts';
import type { Naming } from '../../naming/naming.ts';
import { executorOf } from '../../policies/executor.ts';
import type { NewTopic } from './topic-files.ts';

/** What a queue is called: a constant of its schema may be one of these. */
export interface QueueParts {
  readonly context: string;
  readonly executorClass: string;
  readonly executorKind: string;
}

/** A queue whose messages the new one takes, and the message of the system that they share. */
interface Model {
  readonly queue: Contract;
  readonly title: string;
}

/**
 * Key, schema and samples of a new queue, as the other queues of its system have them, where these share a message
 * of the system: those of one in the same context, of the same executor class, if there is one. A constant that names the other queue (its context, executor class or kind) names the new one.
 * @param queues the system's queues
 * @param messages the schemas that the system shares
 * @returns undefined where no queue has a shared message
 */
export function sharedQueueMessage(
  queues: readonly Contract[],
  messages: readonly SharedSchema[],
  naming: Naming | undefined,
  parts: QueueParts & { readonly topic: string },
): Pick<NewTopic, 'classification' | 'pii' | 'key' | 'valueSchema' | 'samples'> | undefined {
  const models = queues.flatMap((queue) => modelsOf(queue, messages));
  const ofContext = models.filter(({ queue }) => queue.address.context === parts.context);
  const near = ofContext.length > 0 ? ofContext : models;
  const model =
    near.find(({ queue }) => executorOf(queue, naming).executorClass === parts.executorClass) ?? near[0];
  if (model === undefined) return undefined;
  const { terms, valueSchema, samples } = model.queue;
  const constants = constantsOf(
    models.map(({ queue }) => ({ schema: queue.valueSchema.value, parts: partsOf(queue, naming) })),
    parts,
  );
  const properties = propertiesOf(valueSchema.value).map(([name, property]) => [
    name,
    constants.has(name) ? { ...(property as object), const: constants.get(name) } : property,
  ]);
  return {
    classification: terms.classification,
    pii: terms.pii,
    key: terms.key,
    valueSchema: {
      ...(valueSchema.value as object),
      title: `${model.title} on ${parts.context}.${parts.topic}`,
      ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    },
    samples: Object.fromEntries(
      samples.map(({ file, value }) => {
        const own = [...constants].filter(([name]) => at(value, name) !== undefined);
        return [basename(file, '.json'), { ...(value as object), ...Object.fromEntries(own) }];
      }),
    ),
  };
}

function modelsOf(queue: Contract, messages: readonly SharedSchema[]): Model[] {
  if (queue.terms.schema.format !== 'json-schema' || queue.keySchema !== undefined) return [];
  const text = JSON.stringify(queue.valueSchema.value);
  const shared = messages.find(({ value }) => {
    const id = textAt(value, '$id');
    return id !== '' && text.includes(`"${id}"`);
  });
  return shared === undefined ? [] : [{ queue, title: textAt(shared.value, 'title') || 'Message' }];
}

function propertiesOf(schema: unknown): [string, unknown][] {
  return Object.entries(at(schema, 'properties') ?? {});
}

function partsOf(queue: Contract, naming: Naming | undefined): Partial<QueueParts> {
  return { context: queue.address.context, ...executorOf(queue, naming) };
}

/** Properties whose constant is the same part of the name in every queue that has one, with the new queue's. */
function constantsOf(
  queues: readonly { readonly schema: unknown; readonly parts: Partial<QueueParts> }[],
  own: QueueParts,
): Map<string, string> {
  const found = new Map<string, string>();
  const seen = queues.flatMap(({ schema, parts }) =>
    propertiesOf(schema).flatMap(([name, property]) => {
      const value = at(property, 'const');
      return value === undefined ? [] : [{ name, value, parts }];
    }),
  );
  for (const { name } of seen) {
    const part = (['context', 'executorClass', 'executorKind'] as const).find((key) =>
      seen.every((one) => one.name !== name || one.value === one.parts[key]),
    );
    if (part !== undefined) found.set(name, own[part]);
  }
  return found;
}
