import { mostFields, type SchemaField } from '../schema-fields.ts';
import {
  fieldAnnotations,
  type LinkedField,
  type LinkedMessage,
  type LinkedType,
  optionText,
} from './linked.ts';
import { isProtoText, ProtoLinker } from './link.ts';

/**
 * Every field of the topic's message at every depth, by the names of the schema; the message as a whole is the field with
 * the empty path. Only a field whose presence is not known is required: it always has a value. Ends as `fieldsOf`.
 */
export function protoFields(schema: unknown, shared: readonly unknown[]): SchemaField[] {
  if (!isProtoText(schema)) return [];
  const [root] = new ProtoLinker(shared).link(schema).messages;
  return root === undefined ? [] : fieldsOfMessage(root);
}

/** Messages inside each other that are followed. */
const deepest = 200;

/** The same, of a message. */
export function fieldsOfMessage(root: LinkedMessage): SchemaField[] {
  const fields: SchemaField[] = [];
  const push = (path: string, type: string, more: Partial<SchemaField>): void => {
    fields.push({
      path,
      type,
      required: false,
      format: undefined,
      description: undefined,
      allowed: undefined,
      pii: undefined,
      encryption: undefined,
      ...more,
    });
  };
  const walk = (message: LinkedMessage, path: string, above: readonly LinkedMessage[]): void => {
    if (above.includes(message) || above.length > deepest) return;
    for (const field of message.fields) {
      if (fields.length > mostFields) return;
      const own = path === '' ? field.name : `${path}.${field.name}`;
      const isMany = field.presence === 'repeated' || field.presence === 'map';
      const said = { ...annotated(field), description: textOf(field.node.doc) };
      const item = field.presence === 'map' ? `${own}.*` : `${own}[]`;
      if (isMany) {
        push(own, field.presence, said);
        push(item, typeText(field.type), allowedBy(field.type));
      } else {
        push(own, typeText(field.type), {
          ...allowedBy(field.type),
          ...said,
          required: field.presence === 'implicit',
        });
      }
      if (field.type.kind === 'message') walk(field.type.message, isMany ? item : own, [...above, message]);
    }
  };
  push('', 'message', { required: true, description: textOf(root.node.doc) });
  walk(root, '', []);
  return fields;
}

function annotated({ node, type }: LinkedField): Pick<SchemaField, 'pii' | 'encryption'> {
  const [pii, encryption] = fieldAnnotations.map(({ name }) => optionText(node, name));
  const isSealed = type.kind === 'message' && type.message.node.name.startsWith('Encrypted');
  return { pii, encryption: encryption ?? (isSealed ? 'sealed' : undefined) };
}

function typeText(type: LinkedType): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'known':
      return type.known;
    case 'message':
      return 'message';
    case 'enum':
      return 'enum';
  }
}

function allowedBy(type: LinkedType): Partial<SchemaField> {
  if (type.kind === 'known' && type.known === 'Timestamp') return { format: 'date-time' };
  return type.kind === 'enum' ? { allowed: type.enum.node.values.map(({ name }) => name) } : {};
}

const textOf = (doc: string): string | undefined => (doc === '' ? undefined : doc);
