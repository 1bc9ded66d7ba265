/** The value below an object of any shape, or undefined where the path leaves it. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[key];
  }
  return here;
}

/** A text below an object; empty where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The items of a list, each with its path; none where there is no list. */
export function itemsAt(
  value: unknown,
  ...path: readonly string[]
): { readonly item: unknown; readonly where: string }[] {
  const list = at(value, ...path);
  return Array.isArray(list)
    ? list.map((item: unknown, index) => ({ item, where: `${path.join('.')}[${index}]` }))
    : [];
}

/** The texts of a list; none where there is no list. */
export function textsAt(value: unknown, ...path: readonly string[]): string[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

/** Whether it is an object without a key. */
export function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
