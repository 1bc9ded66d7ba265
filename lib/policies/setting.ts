import type { Path, YamlSource } from '../model/text/yaml-source.ts';

/** Who decided a setting. */
export type OriginKind =
  | 'contract'
  | 'class'
  | 'environment'
  | 'exception'
  | 'naming'
  | 'derived'
  | 'default'
  | 'imported';

/** Where a setting came from: a place in a file, or a rule of ours in words. */
export interface Origin {
  readonly kind: OriginKind;
  readonly note: string;
  readonly source?: YamlSource;
  readonly path?: Path;
}

/** A value that ends in a manifest, and who decided it. */
export interface Setting<T> {
  readonly value: T;
  readonly origin: Origin;
}

export function setting<T>(value: T, origin: Origin): Setting<T> {
  return { value, origin };
}

/** From a key of a contract's or an environment's file. */
export function fromFile(
  kind: 'contract' | 'environment',
  source: YamlSource,
  path: Path,
  note = '',
): Origin {
  return { kind, note, source, path };
}

/** From what an import brought in from the cluster and a contract keeps. */
export function asImported(source: YamlSource, path: Path): Origin {
  return { kind: 'imported', note: 'imported', source, path };
}

/** From a rule that is in no file of the user's. */
export function byRule(
  kind: Exclude<OriginKind, 'contract' | 'environment' | 'imported'>,
  note: string,
): Origin {
  return { kind, note };
}

/** From a key of a contract's or an environment's file where it is written there, else a default of the schema. */
export function fromFileOrDefault(kind: 'contract' | 'environment', source: YamlSource, key: string): Origin {
  const written =
    typeof source.value === 'object' && source.value !== null && Object.hasOwn(source.value, key);
  return written ? fromFile(kind, source, [key]) : byRule('default', `${key} is not in the ${kind}`);
}
