import { RE2JS } from 're2js';

/** The pattern of a key stands in its value's schema too, and those of ids in many. */
const patterns = new Map<string, { test: (text: string) => boolean; toString: () => string }>();
const mostPatterns = 10_000;

/**
 * Patterns run in time linear in the text (RE2): JavaScript's own could be made to run for years by a pattern
 * such as `^(a+)+$`. What RE2 has not (look-around, back references) makes the schema invalid.
 */
export const linearPattern = Object.assign(
  (pattern: string) => {
    const known = patterns.get(pattern);
    if (known !== undefined) return known;
    const compiled = RE2JS.compile(pattern);
    // ajv tells patterns apart by their text.
    const linear = { test: (text: string) => compiled.test(text), toString: () => pattern };
    if (patterns.size >= mostPatterns) patterns.clear();
    patterns.set(pattern, linear);
    return linear;
  },
  // Standalone code, which ajv asks for and we never make.
  { code: 'undefined' },
);
