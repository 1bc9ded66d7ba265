import type { GrammarId } from '../naming/grammar.ts';

/** A program that writes or reads topics; contracts name it by its id. */
export interface Service {
  /** Lowercase kebab, unique in its system. */
  readonly id: string;
  readonly purpose: string;
}

/** What the catalogue must know of a system before it reads contracts. */
export interface SystemDeclaration {
  readonly id: string;
  readonly grammar: GrammarId;
  readonly services: readonly Service[];
  /** Folder, relative to `contracts/<id>/`, of schemas that contracts share by `$ref`. */
  readonly messages?: string;
}
