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
  switch ((value as { readonly _bsontype?: unknown })._bsontype) {
    case undefined:
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plainJson(one)]));
    case 'ObjectId':
      return (value as ObjectId).toHexString();
    case 'Long':
      return numberOf((value as Long).toBigInt());
    case 'Int32':
    case 'Double':
      return Number(value);
    case 'Binary':
      return bytesOf(value as Binary);
    default:
      return String(value);
  }
}

function numberOf(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Subtype 4: a UUID. */
function bytesOf(value: Binary): string {
  return value.sub_type === 4 ? value.toUUID().toHexString() : Buffer.from(value.value()).toString('base64');
}
