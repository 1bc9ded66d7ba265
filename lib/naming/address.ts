/** Where a contract is: `contracts/<system>/<context>/<class>/<topic>/v<N>/`. */
export interface ContractAddress {
  readonly system: string;
  readonly context: string;
  readonly class: string;
  readonly topic: string;
  readonly version: number;
}

/** What a name depends on besides the address. */
export interface NameScope {
  /** `{env}`: `sand`, `dev`, `stage`, `prod`. */
  readonly env: string;
  /** `{tenant}`; undefined where there is none. */
  readonly tenant?: string | undefined;
  /** Segments that only the environment knows, by name: `{ region: 'eu' }`. */
  readonly segments?: Readonly<Record<string, string>> | undefined;
}
