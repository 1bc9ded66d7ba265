import type { ReplayTerms, SourceTerms } from './session.ts';

/** Where history is read from, as people name it. */
export function sourceText(source: SourceTerms): string {
  switch (source.kind) {
    case 'topic':
      return source.topic;
    case 'archive':
      return source.file;
    case 'mongodb':
      return `${source.database}.${source.collection}`;
  }
}

/**
 * What was asked for, as options of `start`: all of them, and those that a record has: where from and which messages. A record
 * has no keys, which may be personal data.
 */
export function optionsOf({ source, filters, message, rate, skipInvalid }: ReplayTerms): {
  readonly all: string[];
  readonly filtered: string[];
} {
  const { since, until, types, typeField, keys, where } = filters;
  const header = Object.entries(message.headers ?? {}).map(([name, value]) => `${name}=${value}`);
  const times = { since, until, type: types, 'type-field': typeField };
  const made = { 'make-value': message.value, 'make-key': message.key, rate };
  const skip = skipInvalid ? ['--skip-invalid'] : [];
  return {
    all: [
      ...texts({ ...times, key: keys, where }),
      ...texts({ ...made, header: header.length === 0 ? undefined : header }),
      ...skip,
    ],
    filtered: [
      ...texts({ [`from-${source.kind}`]: sourceText(source) }),
      ...texts({ ...times, key: keys && '…', where }),
      ...skip,
    ],
  };
}

function texts(options: Readonly<Record<string, string | number | readonly string[] | undefined>>): string[] {
  return Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${[value].flat().join(' ')}`],
  );
}
