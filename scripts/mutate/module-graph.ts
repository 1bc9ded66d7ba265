import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { transformSync } from 'esbuild';

type Exports = Readonly<Record<string, unknown>>;

/**
 * Loads the repository's modules as often as they are asked for, so that a mutant is there also while modules are
 * evaluated. What does not need the mutant's file is loaded once, as are all packages.
 */
export class ModuleGraph {
  readonly #code = new Map<string, string>();
  readonly #packages = new Map<string, Promise<vm.Module>>();
  readonly #kept = new Map<string, vm.Module>();
  readonly #root: string;
  readonly #instrumented: Readonly<Record<string, string>>;
  readonly #replaced: Readonly<Record<string, Exports>>;

  /**
   * @param instrumented TypeScript to take in place of what a file holds, by file
   * @param replaced exports to give in place of a package's, by package
   */
  constructor(
    root: string,
    instrumented: Readonly<Record<string, string>>,
    replaced: Readonly<Record<string, Exports>>,
  ) {
    this.#root = root;
    this.#instrumented = instrumented;
    this.#replaced = replaced;
  }

  /** Evaluates a program. @param fresh files that are loaded again for it */
  async load(program: string, fresh: ReadonlySet<string>): Promise<void> {
    const own = new Map<string, vm.Module>();
    const moduleOf = (file: string): vm.Module => {
      const modules = fresh.has(file) ? own : this.#kept;
      const before = modules.get(file);
      if (before !== undefined) return before;
      const made = new vm.SourceTextModule(this.#javascript(file), {
        identifier: join(this.#root, file),
        initializeImportMeta: (meta) => {
          const path = join(this.#root, file);
          Object.assign(meta, { url: pathToFileURL(path).href, dirname: dirname(path), filename: path });
        },
        importModuleDynamically: async (specifier) => {
          const wanted = await link(specifier, made);
          await ready(wanted);
          return wanted;
        },
      });
      modules.set(file, made);
      return made;
    };
    const link = (specifier: string, from: vm.Module): vm.Module | Promise<vm.Module> =>
      specifier.startsWith('.')
        ? moduleOf(resolve(dirname(from.identifier), specifier).slice(this.#root.length + 1))
        : this.#packageModule(specifier);
    const ready = async (one: vm.Module): Promise<void> => {
      if (one.status === 'unlinked') await one.link(link);
      await one.evaluate();
    };
    await ready(moduleOf(program));
  }

  #javascript(file: string): string {
    const before = this.#code.get(file);
    if (before !== undefined) return before;
    const source = this.#instrumented[file] ?? readFileSync(join(this.#root, file), 'utf8');
    const code = file.endsWith('.json')
      ? `export default ${source}`
      : transformSync(source, { loader: 'ts', format: 'esm', target: 'es2022' }).code;
    this.#code.set(file, code);
    return code;
  }

  #packageModule(specifier: string): Promise<vm.Module> {
    const before = this.#packages.get(specifier);
    if (before !== undefined) return before;
    const made = this.#synthetic(specifier);
    this.#packages.set(specifier, made);
    return made;
  }

  async #synthetic(specifier: string): Promise<vm.Module> {
    const exports = this.#replaced[specifier] ?? exportsOf((await import(specifier)) as Exports);
    return new vm.SyntheticModule(
      Object.keys(exports),
      function setAll(this: vm.SyntheticModule) {
        for (const [name, value] of Object.entries(exports)) this.setExport(name, value);
      },
      { identifier: specifier },
    );
  }
}

/** What a package exports; as jest has it, what a CommonJS package assigns to its exports has a name of its own. */
function exportsOf(found: Exports): Exports {
  const whole = found['module.exports'] ?? found['default'];
  return typeof whole === 'object' ? { ...whole, ...found } : found;
}
