import type { LinkedMessage, LinkedType } from './linked.ts';
import { protoSchema } from './schema.ts';

/**
 * What of a key's schema decides over its bytes: numbers, types and presence of the fields. A key is whole in its file.
 */
export function protoKey(schema: unknown): unknown {
  const read = protoSchema(schema, []);
  return read.ok ? written(read.value.root, new Map()) : null;
}

/** @param known messages that are written already, by their number */
function written(message: LinkedMessage, known: Map<LinkedMessage, number>): unknown {
  const before = known.get(message);
  if (before !== undefined) return before;
  known.set(message, known.size);
  const fields = [...message.fields].sort((a, b) => a.number - b.number);
  return fields.map(({ number, type, presence, node }) => [
    number,
    presence,
    node.options.flatMap(({ name, value }) => (name === 'packed' ? [value] : [])),
    typeWritten(type, known),
  ]);
}

function typeWritten(type: LinkedType, known: Map<LinkedMessage, number>): unknown {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'enum':
      return type.kind;
    case 'known':
      return type.known;
    case 'message':
      return written(type.message, known);
  }
}
