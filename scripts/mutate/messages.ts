/** What a worker is started with, as JSON. */
export interface WorkerSetting {
  readonly root: string;
  /** The file that holds the instrumented code. */
  readonly instrumented: string;
}

/** What a worker is asked. `fresh`: the files that are loaded again for it. */
export type Question =
  | { readonly ask: 'coverage'; readonly file: string; readonly fresh: readonly string[] }
  | {
      readonly ask: 'verdict';
      readonly mutant: string;
      readonly file: string;
      readonly fresh: readonly string[];
      readonly tests: readonly string[];
    };

/** Which mutants the tests of a file reach. */
export interface Coverage {
  /** Tests that fail without any mutant. */
  readonly failed: readonly string[];
  /** Milliseconds until the tests of the file are known. */
  readonly load: number;
  /** Mutants that are reached outside of tests: while modules are loaded, and in hooks. */
  readonly outside: readonly string[];
  readonly tests: readonly {
    readonly name: string;
    readonly milliseconds: number;
    readonly mutants: readonly string[];
  }[];
}

export type Answer =
  | { readonly answer: 'coverage'; readonly coverage: Coverage }
  /** `by`: the test that failed; undefined where all passed. */
  | { readonly answer: 'verdict'; readonly by?: string };
