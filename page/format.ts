/** Milliseconds as people write them: `7d`, `36h`, `90s`; `endless` as Kafka has it, -1 or beyond what is counted. */
export function durationText(milliseconds: string | undefined): string {
  const value = Number(milliseconds);
  if (milliseconds === undefined || !Number.isFinite(value)) return '';
  if (value === -1 || value > Number.MAX_SAFE_INTEGER) return 'endless';
  if (value === -2) return 'as the retention';
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const) {
    if (value % size === 0) return `${value / size}${unit}`;
  }
  return `${value}ms`;
}

/** Bytes with three digits and a unit. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let place = 0;
  while (value >= 1000 && place < units.length - 1) {
    value /= 1024;
    place += 1;
  }
  const digits = value >= 100 || place === 0 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[place]}`;
}

export function countText(count: number): string {
  return count.toLocaleString('en-GB');
}
