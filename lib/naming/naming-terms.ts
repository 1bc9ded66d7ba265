/** What a segment's text may be; several conditions hold together. */
export interface SegmentTerms {
  /** A regular expression for the whole segment. @default lowercase kebab, unless there are `values` */
  readonly pattern?: string | undefined;
  /** A regular expression that the whole segment must not match. @default nothing is excluded */
  readonly not?: string | undefined;
  /** The texts that are allowed. @default all that the pattern matches */
  readonly values?: readonly string[] | undefined;
}

/** How a system names its topics, as its declaration says it. */
export interface NamingTerms {
  /** `{env}.{tenant}.{context}.{class}.{topic}.v{version}` */
  readonly topic: string;
  /** Has `{tier}` besides. @default the topic's, with `.retry-{tier}` before the version */
  readonly retry?: string | undefined;
  /** @default the topic's, with `.dlq` before the version */
  readonly deadLetter?: string | undefined;
  /** Folders whose names consist of several segments: `{ topic: '{executorClass}.{executorKind}' }`. */
  readonly parts?: { readonly context?: string | undefined; readonly topic?: string | undefined } | undefined;
  readonly segments?: Readonly<Record<string, SegmentTerms>> | undefined;
}

/** `imported`: topics keep the names that they had in the cluster, whatever these are. */
export type NamingDeclaration = NamingTerms | 'imported';

/** What is wrong with a declaration, at a key of it. */
export interface NamingProblem {
  readonly path: readonly (string | number)[];
  /** One sentence. */
  readonly what: string;
  /** What to do, in the imperative. */
  readonly fix: string;
}
