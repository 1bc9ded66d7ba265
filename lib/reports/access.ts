import type { ResourceAccess } from '../policies/access-matrix.ts';
import { csvText } from './csv.ts';
import type { AccessOutput } from './outputs/access.ts';

/** Who may do what as CSV. Several operations have a blank between them, several roles a semicolon. */
export function accessCsv(rows: readonly ResourceAccess[]): string {
  return csvText([
    ['type', 'pattern', 'name', 'principal', 'service', 'operations', 'roles'],
    ...rows.map(({ type, patternType, name, principal, service, operations, roles }) => [
      type,
      patternType,
      name,
      principal,
      service,
      operations.join(' '),
      roles.join('; '),
    ]),
  ]);
}

/** Who may do what as programs get it. */
export function accessValue(environment: string, rows: readonly ResourceAccess[]): AccessOutput {
  return {
    schema: 'workstreams.io/access/v1',
    environment,
    rights: rows.map(({ type, patternType, name, principal, service, operations, roles }) => ({
      type,
      patternType,
      name,
      principal,
      service,
      operations,
      roles,
    })),
  };
}
