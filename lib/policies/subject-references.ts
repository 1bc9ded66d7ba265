import type { SharedSchema } from '../model/catalog.ts';
import { optionsProto } from '../model/messages/protobuf-options.ts';
import type { SchemaFormat } from '../model/terms/schema-terms.ts';
import { isProtoText, syntaxOf } from '../model/schemas/protobuf/link.ts';
import { optionsFile } from '../model/schemas/protobuf/linked.ts';
import { isMap, type Keywords, schemasInside } from '../model/schemas/schema-keywords.ts';
import { SchemaReferences } from '../model/schemas/schema-references.ts';

/** A file that a schema names: the registry must have it before. */
interface NamedFile {
  /** As the schema names it: an URI, or the path of an import. */
  readonly name: string;
  readonly file: SharedSchema;
}

/** What schemas with our annotations import. It is in the package, and no stack has it among its shared files. */
const optionsMessage: SharedSchema = {
  system: undefined,
  file: `schemas/protobuf/${optionsFile}`,
  value: { path: optionsFile, proto: optionsProto },
};

type Finder = (value: unknown, shared: readonly SharedSchema[]) => NamedFile[];

/** The shared files that a schema names itself, in the order of their names. What these name is not among them. */
export const namedFiles: Readonly<Record<SchemaFormat, Finder>> = {
  'json-schema': namedByJson,
  avro: () => [],
  protobuf: (value, shared) => {
    const node = isProtoText(value) ? syntaxOf(value) : undefined;
    if (node === undefined || 'what' in node) return [];
    const files = new Map(
      [...shared, optionsMessage].flatMap((file) =>
        isProtoText(file.value) ? [[file.value.path, file]] : [],
      ),
    );
    return sorted(
      node.imports.flatMap(({ path }) => {
        const file = files.get(path);
        return file === undefined ? [] : [{ name: path, file }];
      }),
    );
  },
};

function namedByJson(value: unknown, shared: readonly SharedSchema[]): NamedFile[] {
  if (!isMap(value)) return [];
  const references = new SchemaReferences(
    value,
    shared.map((one) => one.value),
  );
  const found = new Map<string, NamedFile>();
  // Those in definitions that nothing leads to as well: a registry reads them all.
  for (const schema of everythingIn(value)) {
    const target = references.referred(schema);
    const home = isMap(target) ? references.home(target) : undefined;
    const file = shared.find((one) => one.value === home?.document);
    const uri = home === undefined ? undefined : references.home(home.document)?.uri;
    if (file !== undefined && uri !== undefined && file.value !== value) found.set(uri, { name: uri, file });
  }
  return sorted([...found.values()]);
}

function everythingIn(root: Keywords): Keywords[] {
  const found: Keywords[] = [];
  const open = [root];
  for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
    found.push(schema);
    for (const { schema: inner } of schemasInside(schema)) if (isMap(inner)) open.push(inner);
  }
  return found;
}

function sorted(files: readonly NamedFile[]): NamedFile[] {
  return files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
