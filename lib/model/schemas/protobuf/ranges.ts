import type { ProtoRange } from './syntax.ts';

/** Whether a number is in one of the ranges. */
export function covers(ranges: readonly ProtoRange[]): (number: number) => boolean {
  const sorted = [...ranges].sort((a, b) => a.first - b.first);
  return (number) => {
    let [low, high] = [0, sorted.length - 1];
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const range = sorted[middle];
      if (range === undefined || number < range.first) high = middle - 1;
      else if (number > range.last) low = middle + 1;
      else return true;
    }
    return false;
  };
}
