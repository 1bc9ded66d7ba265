import type { CarriedReplay } from '../model/carried-contract.ts';
import { keyShape, plainKey } from '../model/schemas/key-shape.ts';
import type { Contract } from '../model/terms/contract.ts';
import { allowsReplay } from '../model/terms/replay-terms.ts';
import type { Service, SystemDeclaration } from '../model/terms/system.ts';
import { printable } from '../model/text/problem.ts';
import type { ResolvedService } from './resolved-service.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import { isAbout } from './roles/duty-roles.ts';

/**
 * What replays know of a contract's topic; undefined where no service of the system writes history to it, and none that does so to
 * another one reads it.
 *
 * @param wireFormat of its values
 */
export function carriedReplay(
  system: { readonly declaration: SystemDeclaration; readonly services: readonly ResolvedService[] },
  family: ResolvedFamily,
  wireFormat: 'plain' | 'confluent',
): CarriedReplay | undefined {
  const { contract, source, written } = family;
  const replayers = system.services
    .filter(({ service, tenant }) => tenant === family.tenant && isReplayer(service, family))
    .map(({ service }) => service.id);
  const isSource = system.declaration.services.some((service) => isReplayed(service, contract));
  if (replayers.length === 0 && !isSource) return undefined;
  const topic = source.name.value;
  const refusal = allowsReplay(contract)
    ? written.includes(source)
      ? undefined
      : `${topic} is not written to in this phase of its contract`
    : replayRefusal(contract, topic);
  return {
    ...keyFacts(contract, wireFormat),
    replayers,
    ...(refusal === undefined ? {} : { refusal }),
  };
}

function isReplayer({ duties = [] }: Service, family: ResolvedFamily): boolean {
  return duties.some((one) => one.duty === 'replayer' && isAbout(one, family));
}

/** Whether a service writes history again, and reads the topic of a contract. */
export function isReplayed({ id, duties = [] }: Service, { terms }: Contract): boolean {
  return (
    duties.some(({ duty }) => duty === 'replayer') && terms.consumers.some(({ service }) => service === id)
  );
}

/** What replays know of keys and tombstones. */
export function keyFacts(
  { terms, keySchema }: Contract,
  wireFormat: 'plain' | 'confluent',
): Pick<CarriedReplay, 'keyField' | 'plainKeys' | 'tombstones'> {
  const { format } = terms.schema;
  const { field } = terms.key;
  return {
    keyField: format === 'protobuf' ? jsonName(field) : field,
    plainKeys:
      keySchema === undefined ||
      (wireFormat === 'plain' && format !== 'protobuf' && keyShape(format, keySchema.value) === plainKey),
    tombstones: terms.cleanup.includes('compact'),
  };
}

/** Why a contract does not allow replay, and what to do. */
export function replayRefusal({ source, terms }: Contract, topic: string): string {
  return terms.replay === undefined
    ? `${source.file} does not allow replay into ${topic}: ask its readers what they do with messages that they have had, and add replay: { allowed: true, why: … }`
    : `${source.file} says that replay into ${topic} is not allowed: ${printable(terms.replay.why)}`;
}

/** As Protobuf's JSON mapping names a field that has no name of its own there. */
function jsonName(path: string): string {
  return path.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
