import { createHash, randomBytes } from 'node:crypto';
import type { CarriedReport } from '../../lib/model/carried-contract.ts';
import { filledTemplate, type TemplateNames } from '../../lib/model/operations/template.ts';
import { messageBytes } from '../../lib/model/schemas/message-bytes.ts';
import type { Header } from '../kafka/records.ts';
import type { Outgoing } from '../kafka/writer.ts';
import { idHeader, type SchemaIds } from './schema-ids.ts';

/**
 * A record as the contract of its topic wants it: its template is filled, its headers are there.
 * @param correlation id of the session that it is about
 * @throws Error where the filled template is not a message of the schema
 */
export async function reportMessage(
  report: CarriedReport,
  record: TemplateNames,
  correlation: string,
  ids: SchemaIds,
): Promise<Outgoing> {
  const { topic, message, key, schema, keySchema, subjects, wireFormat } = report;
  const keys = subjects.some(({ part }) => part === 'key') ? 'by-schema' : 'plain-text';
  const value = message === undefined ? record : filledTemplate(message, record);
  const written = messageBytes(
    {
      terms: { key: { field: key }, schema: { format: schema.format } },
      valueSchema: { value: schema.schema },
      keySchema: keySchema === undefined ? undefined : { value: keySchema },
    },
    value,
    schema.shared.map((one) => ({ value: one })),
    keys,
  );
  if (written === undefined) throw new Error(`a record for ${topic} has no key: ${key} is not text`);
  const headed = async (part: 'key' | 'value', bytes: Uint8Array): Promise<Buffer> => {
    const id = wireFormat === 'plain' ? undefined : await ids.idOf(subjects, part);
    if (id === undefined) return Buffer.from(bytes);
    // The first message of a .proto file is the path 0.
    const path = schema.format === 'protobuf' ? [Buffer.of(0)] : [];
    return Buffer.concat([idHeader(id), ...path, bytes]);
  };
  const bytes = await headed('value', written.value);
  return {
    topic,
    key: await headed('key', written.key),
    value: bytes,
    headers: headersOf(report, bytes, correlation),
  };
}

/** Headers of the contract that we know; those that only others could fill are left out. */
export function headersOf(
  { headers, headerNames }: Pick<CarriedReport, 'headers' | 'headerNames'>,
  value: Buffer,
  correlation: string,
): Header[] {
  const known: Readonly<Record<string, string>> = {
    ...headers,
    'x-correlation-id': correlation,
    'x-trace-id': randomBytes(16).toString('hex'),
    'x-payload-sha256': createHash('sha256').update(value).digest('hex'),
  };
  return headerNames.flatMap((name): Header[] => {
    const text = Object.hasOwn(known, name) ? known[name] : undefined;
    return text === undefined ? [] : [[name, Buffer.from(text)]];
  });
}
