import { jsonNameOf } from '../../model/schemas/protobuf/json-name.ts';
import { protoText } from '../../model/schemas/protobuf/link.ts';
import { type SchemaFormat, schemaFiles } from '../../model/terms/schema-terms.ts';
import { plainSample, plainSchema } from './topic-files.ts';

/** What a first schema is made from. */
interface About {
  readonly system: string;
  readonly context: string;
  readonly topic: string;
  readonly purpose: string;
  /** Name of the field that is the key. */
  readonly key: string;
}

interface FirstMessage {
  readonly valueSchema: unknown;
  readonly sample: object;
}

const aboutKey = 'What the message is about, and its key.';
const aboutTime = 'When it happened.';

/** A schema that asks for the key and a time, to be written on, and a message that it accepts. */
export const firstMessage: Readonly<Record<SchemaFormat, (about: About) => FirstMessage>> = {
  'json-schema': ({ context, topic, purpose, key }) => ({
    valueSchema: plainSchema(`${context} ${topic}`, purpose, key),
    sample: plainSample(key),
  }),
  avro: ({ system, context, topic, purpose, key }) => ({
    valueSchema: {
      type: 'record',
      name: typeName(topic),
      namespace: [system, context].map(scopeName).join('.'),
      doc: purpose,
      fields: [
        { name: key, doc: aboutKey, type: 'string' },
        { name: 'occurredAt', doc: aboutTime, type: { type: 'long', logicalType: 'timestamp-millis' } },
      ],
    },
    sample: { [key]: `${key}-1`, occurredAt: Date.UTC(2026, 0, 1) },
  }),
  protobuf: ({ system, context, topic, purpose, key }) => ({
    valueSchema: protoText(
      schemaFiles.protobuf.value,
      `syntax = "proto3";

package ${[system, context].map(scopeName).join('.')};

import "google/protobuf/timestamp.proto";

// ${purpose}
message ${typeName(topic)} {
  // ${aboutKey}
  string ${key} = 1;
  // ${aboutTime}
  google.protobuf.Timestamp occurred_at = 2;
}
`,
    ),
    sample: plainSample(jsonNameOf(key)),
  }),
};

/** `payment-taken` is `PaymentTaken`. */
function typeName(topic: string): string {
  const words = topic.split(/[^A-Za-z0-9]+/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return words.join('').replace(/^(?=[0-9])/, 'M');
}

/** `order-intake` is `order_intake`. */
function scopeName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/^(?=[0-9])/, '_');
}
