import { readFileSync } from 'node:fs';
import type { BaseOptions, SASLOptions } from '@platformatic/kafka';
import { accessToken, type TokenTerms } from './access-token.ts';

/** How a program reaches the brokers and proves who it is: options of the Kafka client. */
export type ClientSettings = Pick<BaseOptions, 'bootstrapBrokers' | 'clientId' | 'tls' | 'sasl'>;

/** Variables of the process, as manifests set them (`lib/constructs/workloads/client-environment.ts`). */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What variables say, or every one that is wrong, a sentence each. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads variables one by one and keeps what is wrong with them. */
export class VariableReader {
  readonly problems: string[] = [];
  readonly #variables: Variables;
  readonly #contents: Variables;

  /** @param contents of files that have none, by the variable that would name them */
  constructor(variables: Variables, contents: Variables = {}) {
    this.#variables = variables;
    this.#contents = contents;
  }

  optional(name: string): string | undefined {
    const value = this.#variables[name];
    return value === undefined || value === '' ? undefined : value;
  }

  /** Whether a file, or its content, is there. */
  has(name: string): boolean {
    return this.#contents[name] !== undefined || this.optional(name) !== undefined;
  }

  /** An empty text where the variable is missing, which is then among the problems. */
  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) this.problems.push(`${name} is missing: set it, as the manifests do`);
    return value ?? '';
  }

  /** The content of the file that the variable names. */
  file(name: string): string {
    const content = this.#contents[name];
    if (content !== undefined) return content;
    const path = this.required(name);
    if (path === '') return '';
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      this.problems.push(`${name}: ${path} cannot be read (${codeOf(error)}): mount the Secret that has it`);
      return '';
    }
  }

  /** One of a few words. */
  word<T extends string>(name: string, words: readonly T[], otherwise: T): T {
    const value = this.optional(name);
    const found = words.find((one) => one === value);
    if (value !== undefined && found === undefined)
      this.problems.push(`${name} is ${value}: write one of ${words.join(', ')}`);
    return found ?? otherwise;
  }

  /** A whole number within bounds. */
  number(name: string, bounds: { readonly least: number; readonly most: number }): number | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    const number = /^[0-9]{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= bounds.least && number <= bounds.most) return number;
    this.problems.push(`${name} is ${value}: write a whole number from ${bounds.least} to ${bounds.most}`);
    return undefined;
  }

  read<T>(value: T): Read<T> {
    return this.problems.length === 0 ? { ok: true, value } : { ok: false, problems: this.problems };
  }
}

const protocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
const mechanisms = ['SCRAM-SHA-512', 'OAUTHBEARER'] as const;

/**
 * Reads how to reach Kafka: `KAFKA_BOOTSTRAP_SERVERS`, `KAFKA_SECURITY_PROTOCOL` and, where they apply, those of the
 * certificate, of SCRAM and of OAuth. Secrets are read from the files that variables name.
 *
 * @param clientId told to the brokers, for their logs and quotas
 */
export function clientSettings(variables: VariableReader, clientId: string): ClientSettings {
  const bootstrapBrokers = variables
    .required('KAFKA_BOOTSTRAP_SERVERS')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  for (const one of bootstrapBrokers) {
    if (!/^[^\s:/]+:[0-9]{1,5}$/.test(one))
      variables.problems.push(
        `KAFKA_BOOTSTRAP_SERVERS has ${one}: write host:port, with commas between them`,
      );
  }
  const protocol = variables.word('KAFKA_SECURITY_PROTOCOL', protocols, 'PLAINTEXT');
  return {
    clientId,
    bootstrapBrokers,
    ...(protocol.endsWith('SSL') ? { tls: tlsOf(variables) } : {}),
    ...(protocol.startsWith('SASL') ? { sasl: saslOf(variables) } : {}),
  };
}

function tlsOf(variables: VariableReader): NonNullable<ClientSettings['tls']> {
  const ca =
    variables.optional('KAFKA_SSL_CA_FILE') === undefined ? [] : [variables.file('KAFKA_SSL_CA_FILE')];
  const certified = variables.has('KAFKA_SSL_CERTIFICATE_FILE');
  return {
    ...(ca.length === 0 ? {} : { ca }),
    ...(certified
      ? { cert: variables.file('KAFKA_SSL_CERTIFICATE_FILE'), key: variables.file('KAFKA_SSL_KEY_FILE') }
      : {}),
  };
}

function saslOf(variables: VariableReader): SASLOptions {
  const mechanism = variables.word('KAFKA_SASL_MECHANISM', mechanisms, 'SCRAM-SHA-512');
  if (mechanism === 'SCRAM-SHA-512') {
    const username = variables.required('KAFKA_SASL_USERNAME');
    return { mechanism, username, password: variables.file('KAFKA_SASL_PASSWORD_FILE') };
  }
  const scope = variables.optional('KAFKA_OAUTH_SCOPE');
  const terms: TokenTerms = {
    endpoint: variables.required('KAFKA_OAUTH_TOKEN_ENDPOINT_URI'),
    clientId: variables.required('KAFKA_OAUTH_CLIENT_ID'),
    secret: variables.file('KAFKA_OAUTH_CLIENT_SECRET_FILE').trim(),
    ...(scope === undefined ? {} : { scope }),
  };
  return { mechanism, token: accessToken(terms) };
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'error';
}
