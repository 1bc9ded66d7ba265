import type { Manifest } from '../model/manifest.ts';
import { at, textAt } from '../model/plain-object.ts';
import { type Problem, problem } from '../model/text/problem.ts';

export const renderFirst =
  'a template (`{{ … }}`, `${…}`) must be rendered first, for example by `helm template`';

/** Whether a text has a place that a template engine fills. */
export function isTemplate(text: string): boolean {
  return /\{\{|\$\{/.test(text);
}

/** What is told of things that are not objects, in one file. */
const mostOdd = 100;

/** The objects of some documents: lists taken apart, empty documents left out, and what is no object told. */
export function objectsOf(
  file: string,
  documents: readonly unknown[],
): { readonly objects: Manifest[]; readonly odd: Problem[] } {
  const objects: Manifest[] = [];
  const odd: Problem[] = [];
  for (const [index, one] of documents.entries()) {
    const items = isList(one) ? one.items : Array.isArray(one) ? (one as unknown[]) : [one];
    const inList = items.length !== 1 || items[0] !== one;
    for (const [item, object] of items.entries()) {
      if (object === null || object === undefined) continue;
      const wrong = oddity(object);
      if (wrong === undefined) objects.push(withoutEmpty(object as Manifest));
      else if (odd.length < mostOdd) {
        const where = inList ? `items[${item}] of document ${index + 1}` : `document ${index + 1}`;
        const { what, fix } = wrong;
        odd.push(problem({ file, line: 1, column: 1 }, named(object) ?? where, what, fix));
      }
    }
  }
  return { objects, odd };
}

/** Why a value is not an object of Kubernetes; undefined where it is one. */
function oddity(value: unknown): { readonly what: string; readonly fix: string } | undefined {
  const wanted = 'an object of Kubernetes has apiVersion, kind and metadata.name, each as text';
  if (hasMoreThan(value, mostInObject))
    return { what: `has more than ${mostInObject} values`, fix: 'the API server takes no object that large' };
  if (textAt(value, 'apiVersion').startsWith('kustomize.config.k8s.io/'))
    return { what: 'is a file of kustomize', fix: 'build it first: kubectl kustomize' };
  for (const path of [['apiVersion'], ['kind'], ['metadata', 'name'], ['metadata', 'namespace']]) {
    const found = at(value, ...path);
    if (typeof found === 'string' && isTemplate(found))
      return { what: `${path.join('.')} holds a template`, fix: renderFirst };
    if (typeof found === 'string' && found !== '') continue;
    if (path[1] === 'namespace' && (found === undefined || found === null)) continue;
    const isMap = typeof found === 'object' && found !== null;
    return {
      what: `${path.join('.')} is ${found === undefined || found === '' ? 'missing' : typeName(found)}`,
      fix: isMap && path[0] === 'metadata' ? renderFirst : wanted,
    };
  }
  for (const key of ['labels', 'annotations']) {
    const map = at(value, 'metadata', key);
    if (map === undefined || map === null) continue;
    if (typeof map !== 'object' || Array.isArray(map))
      return { what: `metadata.${key} is ${typeName(map)}`, fix: 'write a map of texts' };
    const wrong = Object.entries(map).find(([, text]) => typeof text !== 'string');
    if (wrong === undefined) continue;
    const what = `the ${key.slice(0, -1)} ${wrong[0]} is ${typeName(wrong[1])}, and Kubernetes takes text alone`;
    // Without quotes `{{ … }}` reads as a map.
    const isFilled = typeof wrong[1] === 'object' && wrong[1] !== null && !Array.isArray(wrong[1]);
    return { what, fix: isFilled ? renderFirst : 'write it in quotes' };
  }
  return undefined;
}

/** An object whose head says nothing where it has nothing: YAML reads `labels:` as null. */
function withoutEmpty(object: Manifest): Manifest {
  const { metadata } = object;
  if (metadata.labels !== null && metadata.annotations !== null && metadata.namespace !== null) return object;
  const head = Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
  return { ...object, metadata: head as unknown as Manifest['metadata'] };
}

/** Values in one object; the API server takes 1.5 MiB. */
const mostInObject = 50_000;

function hasMoreThan(value: unknown, most: number): boolean {
  let left = most;
  const open: unknown[] = [value];
  while (open.length > 0 && left >= 0) {
    const one = open.pop();
    left -= 1;
    if (typeof one !== 'object' || one === null) continue;
    const inside: unknown[] = Object.values(one);
    if (inside.length > left) return true;
    for (const next of inside) open.push(next);
  }
  return left < 0;
}

function typeName(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

/** What a broken object is called, where it says so. */
function named(value: unknown): string | undefined {
  const [kind, name] = [textAt(value, 'kind'), textAt(value, 'metadata', 'name')];
  const namespace = textAt(value, 'metadata', 'namespace');
  if (kind === '' || name === '') return undefined;
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

function isList(value: unknown): value is { readonly items: readonly unknown[] } {
  return textAt(value, 'kind').endsWith('List') && Array.isArray(at(value, 'items'));
}

/** An object of an export without what no one may see: data of secrets, and what kubectl has copied of them. */
export function withoutSecrets(object: Manifest): Manifest {
  const { metadata, ...rest } = object;
  const annotations = Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(
      ([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration',
    ),
  );
  const { managedFields: _, ...head } = metadata as typeof metadata & { managedFields?: unknown };
  const clean = { ...rest, metadata: { ...head, annotations } } as Manifest;
  if (object.kind !== 'Secret') return clean;
  return Object.fromEntries(
    Object.entries(clean).filter(([key]) => key !== 'data' && key !== 'stringData'),
  ) as unknown as Manifest;
}
