/** What a YAML file may be at most. */
export interface YamlLimits {
  readonly bytes: number;
  /** Words, signs, line ends and spaces between them. */
  readonly lexemes: number;
  readonly depth: number;
  readonly keysInMap: number;
  readonly itemsInList: number;
}

/** Contracts and environments stay far below. */
export const yamlLimits: YamlLimits = {
  bytes: 256 * 1024,
  lexemes: 50_000,
  depth: 64,
  keysInMap: 2000,
  itemsInList: 2000,
};

/** A system that an import made has all users of a company, each with its rights: it takes half a second to read. */
export const systemLimits: YamlLimits = { ...yamlLimits, bytes: 1024 * 1024, lexemes: 200_000 };
