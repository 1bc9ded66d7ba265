import { closeSync, openSync, readSync } from 'node:fs';

/** What one file of manifests may hold: parsed, each part of it takes about fifty bytes, and a long text twice its length. */
export interface ManifestLimits {
  /** Values of JSON; lines, brackets, commas and escapes of YAML. */
  readonly parts: number;
  /** Bytes of one text of JSON, or of one line of YAML. */
  readonly text: number;
  /** Lines of YAML without an item or a document that begins. */
  readonly linesOfObject: number;
}

/** Where a file is out of its limits. */
export interface ManifestExcess {
  readonly line: number;
  readonly column: number;
  readonly what: string;
}

const chunk = 1024 * 1024;

/**
 * Where a file has more than a parser should be given; undefined where it has not. Reads a part at a time: the file
 * itself may be nearly as large as the memory that is left.
 */
export function manifestExcess(path: string, limits: ManifestLimits): ManifestExcess | undefined {
  const bytes = Buffer.allocUnsafe(chunk);
  const file = openSync(path, 'r');
  try {
    const scan = scanner(limits);
    for (let size = readSync(file, bytes); size > 0; size = readSync(file, bytes)) {
      const excess = scan(bytes.subarray(0, size));
      if (excess !== undefined) return excess;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

const [tab, lineFeed, carriageReturn, blank] = [0x09, 0x0a, 0x0d, 0x20];
const [quote, comma, dash, backslash, list, map] = [0x22, 0x2c, 0x2d, 0x5c, 0x5b, 0x7b];

function scanner({ parts: mostParts, text: mostText, linesOfObject }: ManifestLimits) {
  /** Undefined as long as there were blanks alone. */
  let isJson: boolean | undefined;
  let inString = false;
  let escaped = false;
  let parts = 0;
  let text = 0;
  let line = 1;
  let begun = 1;
  let indented = true;
  let column = 0;
  const over = (what: string): ManifestExcess => ({ line, column, what });
  return (bytes: Uint8Array): ManifestExcess | undefined => {
    for (const byte of bytes) {
      column += 1;
      text += 1;
      if (
        isJson === undefined &&
        byte !== blank &&
        byte !== tab &&
        byte !== lineFeed &&
        byte !== carriageReturn
      )
        isJson = byte === list || byte === map;
      if (isJson === true) {
        if (!inString) text = 0;
        if (escaped) escaped = false;
        else if (inString && byte === backslash) escaped = true;
        else if (byte === quote) inString = !inString;
        else if (!inString && (byte === comma || byte === list || byte === map)) parts += 1;
      } else if (byte === lineFeed || byte === comma || byte === list || byte === map || byte === backslash)
        parts += 1;
      if (indented && byte !== blank) {
        // `- apiVersion: …` and `---`, as deep as tools write lists of objects.
        if (byte === dash && column <= 5) begun = line;
        indented = false;
      }
      if (isJson === false && line - begun > linesOfObject)
        return over(`an object of more than ${linesOfObject} lines`);
      if (parts > mostParts) return over(`more than ${mostParts} values, lines and signs`);
      if (text > mostText)
        return over(`a ${isJson === true ? 'text' : 'line'} of more than ${mostText} bytes`);
      if (byte === lineFeed) {
        line += 1;
        column = 0;
        indented = true;
        if (isJson !== true) text = 0;
      }
    }
    return undefined;
  };
}
