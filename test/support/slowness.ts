/** What the work below takes on a machine for which limits of processor time are set, in milliseconds. */
const usual = 75;

/**
 * What a limit of processor time is multiplied by: how much slower this machine is just now than the one for which limits
 * are set, at least 1, and three times that. Shared processors do twice as much in one minute as in the next, and a
 * process also pays for the garbage of earlier tests. What the limits are there for takes many times as long.
 */
export function slowness(): number {
  const begun = process.cpuUsage();
  const words = new Map<string, number[]>();
  for (let index = 0; index < 15_000; index += 1) {
    const word = `${(index * 7919) % 10007}/${index % 97}`;
    words.set(word, [...(words.get(word) ?? []), index].slice(-3));
  }
  const text = JSON.stringify([...words].sort(([a], [b]) => (a < b ? -1 : 1)));
  for (let at = 0; at < 5; at += 1) JSON.parse(text.replaceAll(/[0-9]+\//g, 'x'));
  const { user, system } = process.cpuUsage(begun);
  return 3 * Math.max(1, (user + system) / 1e3 / usual);
}
