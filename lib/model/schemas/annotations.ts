import type { SchemaFormat } from '../terms/schema-terms.ts';
import { fieldAnnotations } from './protobuf/linked.ts';

const inJson = { pii: 'x-pii', encryption: 'x-encryption' };

/** What the annotations of fields are called. */
export const annotationNames: Readonly<Record<SchemaFormat, Readonly<Record<'pii' | 'encryption', string>>>> =
  {
    'json-schema': inJson,
    avro: inJson,
    protobuf: { pii: fieldAnnotations[0].name, encryption: fieldAnnotations[1].name },
  };
