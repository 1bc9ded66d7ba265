/** The first of some texts in one line: `a, b and 3 more`. */
export function firstOf(texts: readonly string[], most: number, separator = ', '): string {
  const more = texts.length - most;
  return `${texts.slice(0, most).join(separator)}${more > 0 ? ` and ${more} more` : ''}`;
}
