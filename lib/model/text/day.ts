const length = 86_400_000;

/** The day that comes so many milliseconds after `2026-12-31`: whole days alone count. */
export function dayAfter(day: string, milliseconds: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + milliseconds).toISOString().slice(0, 10);
}

/** `2026-12-31` and a number of days. */
export function daysAfter(day: string, days: number): string {
  return dayAfter(day, days * length);
}
