/** `order_id` is `orderId` (descriptor.proto, `json_name`). */
export function jsonNameOf(name: string): string {
  return name.replaceAll(/_+(.?)/g, (_all, next: string) => next.toUpperCase());
}

/**
 * What is left of the name of an enum's value without the name of its enum, in `PascalCase`: generated code of several languages
 * calls it so. Two values may not be called the same (protoc).
 */
export function shortValueName(enumName: string, value: string): string {
  return withoutPrefix(enumName.replaceAll('_', '').toLowerCase(), value)
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join('');
}

function withoutPrefix(prefix: string, value: string): string {
  let [at, matched] = [0, 0];
  for (; at < value.length && matched < prefix.length; at += 1) {
    if (value[at] === '_') continue;
    if (value[at]?.toLowerCase() !== prefix[matched]) return value;
    matched += 1;
  }
  if (matched < prefix.length) return value;
  const rest = value.slice(at).replace(/^_+/, '');
  return rest === '' ? value : rest;
}

/** The message that protoc makes for the entries of a map: `line_items` is `LineItemsEntry`. */
export function entryName(field: string): string {
  const words = field.split('_').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return `${words.join('')}Entry`;
}
