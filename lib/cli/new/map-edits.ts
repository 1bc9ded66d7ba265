import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isNode, parseDocument, stringify } from 'yaml';

/**
 * A YAML text with one more entry, the last of a map; everything else stays byte for byte.
 * @param path of the map
 * @throws Error where there is no such map, or it cannot be edited without a doubt
 */
export function withEntry(
  file: string,
  text: string,
  path: readonly string[],
  key: string,
  value: unknown,
): string {
  const byHand = `${file} cannot be edited safely; add ${key} below ${path.join('.')} by hand`;
  const document = parseDocument(text);
  const map = document.getIn(path);
  if (!isMap(map) || map.range === undefined || map.range === null) throw new Error(byHand);
  const [start, end] = map.range;
  const lines = (indent: number) => indented(stringify({ [key]: value }, { lineWidth: 0 }), indent);
  const last: unknown = map.items.at(-1)?.value;
  let edited: string;
  if (map.items.length === 0) {
    // `{}` becomes a block, two deeper than its own key.
    const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
    const before = text.slice(0, start).replace(/ +$/, '');
    edited = `${before}\n${lines(line.search(/[^ ]/) + 2).replace(/\n+$/, '')}${text.slice(end)}`;
  } else if (map.flow === true || !isNode(last) || last.range === undefined || last.range === null) {
    throw new Error(byHand);
  } else {
    const whole = text.endsWith('\n') ? text : `${text}\n`;
    const written = whole.slice(0, last.range[1]).replace(/[ \t\r\n]+$/, '').length;
    const at = whole.indexOf('\n', written) + 1;
    edited = whole.slice(0, at) + lines(start - (text.lastIndexOf('\n', start - 1) + 1)) + whole.slice(at);
  }
  document.setIn([...path, key], value);
  return checked(edited, document, byHand);
}

/** Lines of YAML end with LF here; JavaScript's `^` would also stand behind U+2028, inside a text. */
function indented(text: string, indent: number): string {
  return text.replaceAll(/(?<=^|\n)(?=[^\n])/g, ' '.repeat(indent));
}

/** @throws Error where the text does not say what the document says */
export function checked(text: string, wanted: Document, otherwise: string): string {
  if (!isDeepStrictEqual(parseDocument(text).toJS(), wanted.toJS())) throw new Error(otherwise);
  return text;
}
