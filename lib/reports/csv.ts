/**
 * Rows as CSV (RFC 4180, CRLF). A cell that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab)
 * gets an apostrophe, so that text from contracts stays text.
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
