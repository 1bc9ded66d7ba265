/** Whether a text names several things. */
export function isPattern(text: string): boolean {
  return text.includes('*');
}

/**
 * Whether a name is one of a pattern's: `*` stands for any characters but `/`, or none. Every part of the pattern is
 * looked for once, from left to right: the time does not grow with the ways in which a name could be divided.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return pattern === name;
  const rest = name.slice(first.length, name.length - last.length);
  if (name.length < first.length + last.length || rest.includes('/')) return false;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = 0;
  for (const part of parts.slice(1, -1)) {
    const found = rest.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return true;
}
