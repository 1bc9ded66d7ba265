import { readersOf, writersOf } from '../model/contract-clients.ts';
import type { Duty, Service } from '../model/terms/system.ts';
import { compare } from '../model/text/problem.ts';
import { principalId } from '../policies/access-matrix.ts';
import type { Resolved, ResolvedSystem } from '../policies/resolve.ts';
import { csvText } from './csv.ts';
import type { ServicesOutput } from './outputs/services.ts';

export type ServiceRow = ServicesOutput['services'][number];

/** Every service that a system declares, and what it does in an environment; by system and name. */
export function servicesOf({ systems }: Resolved): ServiceRow[] {
  return systems.flatMap((system) =>
    [...system.declaration.services]
      .sort((a, b) => compare(a.id, b.id))
      .map((service) => serviceRow(system, service)),
  );
}

function serviceRow(system: ResolvedSystem, { id, purpose, duties = [] }: Service): ServiceRow {
  const { families, principals, declaration } = system;
  const topics = (clients: typeof writersOf) =>
    families
      .filter(({ contract }) => clients(contract).some(({ service }) => service === id))
      .map(({ source }) => source.name.value as string);
  return {
    system: declaration.id,
    service: id,
    purpose,
    writes: topics(writersOf),
    reads: topics(readersOf),
    duties: duties.map(dutyText),
    principals: principals.filter(({ service }) => service === id).map(principalId),
  };
}

/** `dispatcher of all`, `replayer of postings` */
function dutyText({ duty, topics }: Duty): string {
  return `${duty} of ${topics === 'all' ? 'all topics' : topics.join(', ')}`;
}

/** The same as CSV; in a cell of several a semicolon is between them. */
export function servicesCsv(rows: readonly ServiceRow[]): string {
  return csvText([
    ['system', 'service', 'purpose', 'writes', 'reads', 'duties', 'principals'],
    ...rows.map(({ system, service, purpose, writes, reads, duties, principals }) => [
      system,
      service,
      purpose,
      ...[writes, reads, duties, principals].map((list) => list.join('; ')),
    ]),
  ]);
}
