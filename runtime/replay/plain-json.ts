import type { Binary, Long, ObjectId } from 'mongodb';

/**
 * A value of BSON as JSON: dates in RFC 3339, ids and UUIDs as their text, whole numbers of 64 bits as numbers where JSON has them,
 * else as text, decimals as text, bytes in Base64.
 */
export function plainJson(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value === 'bigint') return numberOf(value);
  if (typeof value !== 'object' || value === null) return value;
  const type = (value as Record<string, unknown>)['_bsontype'];
  if (type === undefined)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plainJson(one)]));
  return (typeof type === 'string' ? ofType[type] : undefined)?.(value) ?? (value as Textual).toString();
}

/** Types of BSON that have a text of their own: `Decimal128`, `BSONRegExp`, `Timestamp`. */
interface Textual {
  toString(): string;
}

const ofType: Readonly<Record<string, ((value: object) => string | number) | undefined>> = {
  ObjectId: (value) => (value as ObjectId).toHexString(),
  Long: (value) => numberOf((value as Long).toBigInt()),
  Int32: Number,
  Double: Number,
  // Subtype 4: a UUID.
  Binary: (value) => {
    const bytes = value as Binary;
    return bytes.sub_type === 4
      ? bytes.toUUID().toHexString()
      : Buffer.from(bytes.value()).toString('base64');
  },
};

function numberOf(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
