import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

export const environmentOption = () => new Option('--env <name>', 'the environment').makeOptionMandatory();

export const systemOption = () =>
  new Option('--system <id>', 'the system that keeps the session').default(
    undefined,
    'the only one with the duty replayer',
  );

export const tenantOption = () =>
  new Option('--tenant <id>', 'the tenant of the session').default(undefined, 'the only one');

export const formatOption = () =>
  new Option('--format <format>', 'how to print').choices(['text', 'json'] as const).default('text' as const);

export const reasonOption = () => new Option('--reason <text>', 'why, for the record of the session');

export const rateOption = () =>
  new Option('--rate <messages>', 'messages a second')
    .argParser(rate)
    .default(undefined, 'as fast as it goes');

function rate(text: string): number {
  const number = /^[0-9]{1,7}(\.[0-9]{1,3})?$/.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw new InvalidArgumentError('write messages a second, such as 50 or 0.5');
}

/** A time as RFC 3339 in UTC. */
export function time(text: string): string {
  const form =
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2}))?$/;
  const found = form.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(found)) return new Date(found).toISOString();
  throw new InvalidArgumentError(
    'write a time with its zone, such as 2026-03-01T09:00:00Z, or a day, which begins at midnight in UTC',
  );
}

/** Several `name=value`, as a map. */
export function header(text: string, before: Readonly<Record<string, string>> | undefined) {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0));
  if (/^[!-~]{1,200}$/.test(name) && name !== 'x-replay-id') return { ...before, [name]: text.slice(at + 1) };
  throw new InvalidArgumentError('write <name>=<value>; x-replay-id is the id of the session');
}
