import type { CarriedContract } from '../../lib/model/carried-contract.ts';
import { valueBytes } from '../../lib/model/schemas/message-bytes.ts';
import { type MessageReader, messageReader, withoutHeader } from '../../lib/model/schemas/message-reader.ts';
import { idHeader, type SchemaIds } from './schema-ids.ts';

/** A value as it can be shown and changed, and whether its contract takes it today. */
export interface ReadValue {
  /** Undefined: it cannot be read as JSON. */
  readonly json: unknown;
  /** Why it is not valid, without any part of it; undefined: it is. */
  readonly invalid: string | undefined;
}

/** How the values of a topic are written, by its contract. */
export type ValueContract = Pick<
  CarriedContract,
  'topic' | 'schema' | 'wireFormat' | 'subjects' | 'tombstones' | 'maxMessageBytes'
>;

/** Reads and writes values of a topic as its contract has them today. */
export class ValueCodec {
  readonly #contract: ValueContract;
  readonly #read: MessageReader | undefined;
  readonly #ids: SchemaIds;

  /** @throws Error where the schema cannot be read */
  constructor(contract: ValueContract, ids: SchemaIds) {
    this.#contract = contract;
    this.#ids = ids;
    this.#read = contract.schema === undefined ? undefined : messageReader(contract.schema);
  }

  read(value: Buffer | null): ReadValue {
    const { schema, wireFormat, tombstones = false } = this.#contract;
    if (value === null)
      return {
        json: null,
        invalid: tombstones ? undefined : 'the value is missing, and the topic is not compacted',
      };
    if (schema === undefined || this.#read === undefined) return { json: jsonOf(value), invalid: undefined };
    const bytes = wireFormat === 'plain' ? value : withoutHeader(schema.format, value);
    if (bytes === undefined) {
      return { json: jsonOf(value), invalid: 'the value does not begin with the id of a schema' };
    }
    const message = this.#read(bytes);
    return message.ok
      ? { json: message.value, invalid: undefined }
      : { json: schema.format === 'json-schema' ? jsonOf(bytes) : undefined, invalid: message.reason };
  }

  /**
   * A changed value as bytes.
   * @param before the value that it takes the place of
   * @throws Error in words without any part of the value, where the contract does not take it
   * @throws SchemaIdError where the registry does not have its schema, or does not answer
   */
  async write(json: unknown, before: Buffer | null): Promise<Buffer> {
    const { schema, wireFormat, subjects, topic } = this.#contract;
    if (schema === undefined) {
      if (wireFormat === 'plain') return Buffer.from(JSON.stringify(json));
      throw new Error(`the contract of ${topic} has no schema to write by`);
    }
    let bytes: Buffer;
    try {
      bytes = Buffer.from(valueBytes(schema, json));
    } catch {
      throw new Error('the result is not a message of the schema');
    }
    if (wireFormat === 'plain') return bytes;
    const id = await this.#ids.idOf(subjects, 'value');
    if (id === undefined) return bytes;
    return Buffer.concat([idHeader(id), ...(schema.format === 'protobuf' ? [pathOf(before)] : []), bytes]);
  }
}

/** The path to the message in its .proto file: that of the value before, or the first message. */
function pathOf(before: Buffer | null): Uint8Array {
  const rest = before === null ? undefined : withoutHeader('protobuf', before);
  return before === null || rest === undefined
    ? Buffer.of(0)
    : before.subarray(5, before.length - rest.length);
}

/** Undefined where it is not JSON in UTF-8. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
