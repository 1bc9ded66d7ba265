import { createHash } from 'node:crypto';
import { addressText, type Contract, type JsonSchemaFile } from './terms/contract.ts';
import { compare } from './text/problem.ts';
import type { SystemDeclaration } from './terms/system.ts';

/** Every contract of the repository, and the systems that they belong to. */
export interface Catalog {
  readonly contracts: readonly Contract[];
  readonly systems: readonly SystemDeclaration[];
  /** Schemas that contracts of a system share by `$ref`. */
  readonly messages: readonly SharedSchema[];
  /** SHA-256 over what the contracts say, their schemas and samples: equal catalogues, equal digests. */
  readonly digest: string;
}

/**
 * The folder `contracts/<system>/messages/` holds schemas that contracts of the system share by `$ref`, and
 * `contracts/messages/` those of every system; no system and no context is called so.
 */
export const messagesFolder = 'messages';

/** Folders of a rendered environment that belong to no system. */
export const platformFolder = 'platform';
export const gitopsFolder = 'gitops';

/** Names that no system may have. */
export const reservedSystems: readonly string[] = [messagesFolder, platformFolder, gitopsFolder];

export interface SharedSchema extends JsonSchemaFile {
  /** The system whose contracts share it; undefined: all. */
  readonly system: string | undefined;
}

export function catalogOf(
  contracts: readonly Contract[],
  systems: readonly SystemDeclaration[],
  messages: readonly SharedSchema[] = [],
): Catalog {
  const sorted = [...contracts].sort((a, b) => compare(addressText(a.address), addressText(b.address)));
  const hash = createHash('sha256');
  for (const contract of sorted) {
    hash.update(
      canonical([
        addressText(contract.address),
        contract.terms,
        contract.valueSchema.value,
        contract.keySchema?.value ?? null,
        contract.samples.map((sample) => sample.value),
      ]),
    );
  }
  hash.update(canonical(messages.map(({ value }) => value)));
  hash.update(
    canonical(
      systems.map(({ id, naming, services, operations }) => [
        ...[id, naming.declaration, services],
        // A system without has the digest that it had.
        ...(operations === undefined ? [] : [operations]),
      ]),
    ),
  );
  return { contracts: sorted, systems, messages, digest: `sha256:${hash.digest('hex')}` };
}

export function systemOf(catalog: Catalog, id: string): SystemDeclaration | undefined {
  return catalog.systems.find((system) => system.id === id);
}

/** The schemas that a system's contracts share, those of all systems first. */
export function messagesOf({ messages }: Catalog, system: string): readonly SharedSchema[] {
  return messages.filter((one) => one.system === undefined || one.system === system);
}

/** JSON with the keys of every object in order, so that equal values have equal text. */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${value.map((item) => (item === undefined ? 'null' : canonical(item))).join(',')}]`;
  }
  let fields = '';
  for (const key of Object.keys(value).sort()) {
    const item = (value as Record<string, unknown>)[key];
    if (item !== undefined) fields += `${fields === '' ? '' : ','}${quoted(key)}:${canonical(item)}`;
  }
  return `{${fields}}`;
}

/** As `JSON.stringify` writes it, which takes three times as long for a text that needs no escapes. */
function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

const plain = /^[ !#-[\]-~]*$/;
