import { RE2JS } from 're2js';

interface LinearPattern {
  readonly test: (text: string) => boolean;
  readonly toString: () => string;
  /** About how many; each takes time for each character of a text. */
  readonly states: number;
}

/** The pattern of a key is in its value's schema too, and those of ids in many. */
const patterns = new Map<string, LinearPattern>();
const mostPatterns = 10_000;

/**
 * Patterns run in time linear in the text (RE2): JavaScript's own could be made to run for years by a pattern
 * such as `^(a+)+$`. What RE2 has not (look-around, back references) makes the schema invalid.
 */
export const linearPattern = Object.assign(
  (pattern: string): LinearPattern => {
    const known = patterns.get(pattern);
    if (known !== undefined) return known;
    const states = statesOf(pattern);
    if (states > mostPatternStates)
      throw new Error(`a pattern of more than ${mostPatternStates} states: make its repetitions smaller`);
    const compiled = RE2JS.compile(pattern);
    // ajv tells patterns apart by their text.
    const linear = { test: (text: string) => compiled.test(text), toString: () => pattern, states };
    if (patterns.size >= mostPatterns) patterns.clear();
    patterns.set(pattern, linear);
    return linear;
  },
  // Standalone code, which ajv asks for and we never make.
  { code: 'undefined' },
);

/** States of a pattern, each of which takes memory: repetitions in each other multiply, to gigabytes. */
export const mostPatternStates = 20_000;

/** About how many states a pattern has: signs, each as often as it is repeated. */
export function statesOf(pattern: string): number {
  // Sizes of the groups that are open, and of what was read last in each.
  const open = [{ size: 0, last: 0 }];
  const token = /\\.|\[(?:\\.|[^\]\\])*\]|\{([0-9]+)(?:,([0-9]*))?\}|./gs;
  for (const [text, from, to] of pattern.matchAll(token)) {
    const here = open.at(-1) ?? { size: 0, last: 0 };
    if (text === '(') open.push({ size: 0, last: 0 });
    else if (text === ')' && open.length > 1) {
      open.pop();
      const outer = open.at(-1) ?? here;
      outer.size += outer.last;
      outer.last = here.size + here.last;
    } else if (from !== undefined) here.last *= Math.max(1, Number(from), Number(to ?? 0));
    else {
      here.size += here.last;
      here.last = 1;
    }
  }
  return open.reduce((sum, { size, last }) => sum + size + last, 0);
}
