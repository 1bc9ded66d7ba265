/** A value of JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** Values by the names that templates know them by. */
export type TemplateNames = Readonly<Record<string, JsonValue>>;

const whole = /^\{([a-z_]+)\}$/;
const inside = /\{([a-z_]+)\}/g;

/**
 * A template with values in the place of their names: a text that is `{name}` as a whole becomes the value, with its type; in
 * other text each `{name}` becomes the value's text. All else stays as it is, the keys of maps too.
 */
export function filledTemplate(template: unknown, names: TemplateNames): JsonValue {
  if (Array.isArray(template)) return template.map((one) => filledTemplate(one, names));
  if (typeof template === 'object' && template !== null) {
    return Object.fromEntries(
      Object.entries(template).map(([key, one]) => [key, filledTemplate(one, names)]),
    );
  }
  if (typeof template !== 'string') return template as JsonValue;
  const [, name] = whole.exec(template) ?? [];
  if (name !== undefined) return Object.hasOwn(names, name) ? (names[name] as JsonValue) : template;
  return template.replaceAll(inside, (text, one: string) => {
    // A name such as `constructor` is in no record.
    return Object.hasOwn(names, one) ? textOf(names[one] as JsonValue) : text;
  });
}

/** The names in a template that are not among those that are known, each once. */
export function unknownNames(template: unknown, known: readonly string[]): string[] {
  const found = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node === 'string') {
      for (const [, name = ''] of node.matchAll(inside)) if (!known.includes(name)) found.add(name);
    } else if (typeof node === 'object' && node !== null) {
      for (const one of Object.values(node)) walk(one);
    }
  };
  walk(template);
  return [...found];
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
