import { textAt } from '../plain-object.ts';
import { isProtoText } from './protobuf/link.ts';
import { protoName } from './protobuf/schema.ts';

/** A schema as people read it: the text of a .proto file, of all others indented JSON. */
export function schemaText(value: unknown): string {
  return isProtoText(value) ? value.proto : JSON.stringify(value, undefined, 2);
}

/** `ToolInvocation`: the title of a JSON Schema, without the topic behind it, or the name of an Avro or Protobuf type. */
export function payloadName(schema: unknown): string {
  if (isProtoText(schema)) return protoName(schema);
  return (textAt(schema, 'title') || textAt(schema, 'name')).replace(/ on \S+$/, '');
}
