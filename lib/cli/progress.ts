/** Milliseconds between two texts: a terminal is slower than we are. */
const interval = 100;

let shown = false;
let last = Number.NEGATIVE_INFINITY;

/**
 * Says on a terminal what a command is doing, in one line of standard error that the next one replaces: what is read
 * and rendered for many contracts takes many seconds. Pipes and files get none. What calls it calls `endProgress` before
 * anything else is printed.
 */
export function progress(text: string): void {
  const now = performance.now();
  if (!process.stderr.isTTY || now - last < interval) return;
  const most = (process.stderr.columns || 80) - 2;
  process.stderr.write(`\r\u001b[K${text.slice(0, most)} …`);
  shown = true;
  last = now;
}

/** Removes the line. */
export function endProgress(): void {
  if (shown) process.stderr.write('\r\u001b[K');
  shown = false;
  last = Number.NEGATIVE_INFINITY;
}
