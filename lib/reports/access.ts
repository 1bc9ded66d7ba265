import type { AccessRow } from '../policies/access-matrix.ts';
import { csvText } from './csv.ts';

/** The access matrix as CSV: topic, principal, service, operations, roles. */
export function accessCsv(rows: readonly AccessRow[]): string {
  return csvText([
    ['topic', 'principal', 'service', 'operations', 'roles'],
    ...rows.map(({ topic, principal, service, operations, roles }) => [
      topic,
      principal,
      service,
      operations.join(' '),
      roles.join('; '),
    ]),
  ]);
}
