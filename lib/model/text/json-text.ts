import { faultIn, placeIn } from './json-places.ts';
import { hiddenInFile, removeHidden } from './hidden-characters.ts';
import { bounded, type Problem, problem, type Read } from './problem.ts';
import { readYaml } from './yaml-source.ts';

/** How deep lists and maps may be nested: those who check or write the value call themselves by level. */
const deepest = 64;

/** Reads a JSON text. Never throws. */
export function readJson(file: string, text: string): Read<unknown> {
  const over = tooDeepAt(text);
  if (over !== undefined) {
    const what = `more than ${deepest} levels of nesting`;
    return { ok: false, problems: [problem(placeIn(file, text, over), '', what, 'write it flatter')] };
  }
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, problems: [notJson(file, text)] };
  }
}

/** Hidden characters that are in the file itself, not written as escapes. */
export function hiddenInJson(file: string, text: string): Problem[] {
  return bounded(hiddenInFile(text), ({ offset, name }) =>
    problem(
      placeIn(file, text, offset),
      '',
      `the character ${name}`,
      `${removeHidden}; a sample may escape it`,
    ),
  );
}

/** JSON is nearly YAML, whose reader says best what is wrong and where. */
function notJson(file: string, text: string) {
  const fix = 'write JSON: quotes around keys and text, no comments, no comma at the end';
  const yaml = readYaml(file, text);
  const syntax = yaml.ok ? undefined : yaml.problems.find(({ what }) => what.startsWith('not YAML: '));
  if (syntax) return problem(syntax.place, '', syntax.what.replace('not YAML', 'not JSON'), fix);
  return problem(placeIn(file, text, faultIn(text) ?? 0), '', 'not JSON', fix);
}

/** Where the text goes too deep, if it does; brackets in strings do not count. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (inString) {
      if (char === '\\') index += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    if (depth > deepest) return index;
  }
  return undefined;
}
