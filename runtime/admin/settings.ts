import { isIP } from 'node:net';
import type { Carried } from '../../lib/model/carried-contract.ts';
import { type Desk, deskOf } from '../dead-letters/desk.ts';
import { type Read, VariableReader, type Variables } from '../kafka/client-settings.ts';

/** What the admin API serves, and where. */
export interface AdminSettings {
  readonly desk: Desk;
  /** Folder with a file for each name that has tokens. */
  readonly tokens: string;
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Undefined: plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Requests of each token. */
  readonly perMinute: number;
}

/**
 * What the admin API is told by its variables, as a rendered pod has them: how to reach Kafka, and
 *
 * | variable | what | default |
 * |---|---|---|
 * | `WORK_TOPICS_FOLDER` | folder with a JSON file a topic (`CarriedContract`), and `operations` | |
 * | `WORK_TOKENS_FOLDER` | folder with a file for each name that has tokens | |
 * | `WORK_HTTP_HOST` | address that it listens at | 127.0.0.1 |
 * | `WORK_HTTP_PORT` | its port | 9405 |
 * | `WORK_HTTP_TLS_CERTIFICATE_FILE`, `WORK_HTTP_TLS_KEY_FILE` | chain and key in PEM | plain HTTP, at a loopback address alone |
 * | `WORK_HTTP_WITHOUT_TLS` | `true`: plain HTTP at any address, where something before it has TLS | false |
 * | `WORK_REQUESTS_PER_MINUTE` | of each token | 120 |
 *
 * @param carried topics and operations of a stack; undefined: those in the folder
 */
export function adminSettings(variables: Variables, carried: Carried | undefined): Read<AdminSettings> {
  const reader = new VariableReader(variables);
  const desk = deskOf({ variables, carried });
  if (!desk.ok) reader.problems.push(...desk.problems);
  const tokens = reader.required('WORK_TOKENS_FOLDER');
  const host = reader.optional('WORK_HTTP_HOST') ?? '127.0.0.1';
  const names = ['WORK_HTTP_TLS_CERTIFICATE_FILE', 'WORK_HTTP_TLS_KEY_FILE'] as const;
  const given = names.filter((name) => reader.has(name));
  const [certificate, key] = given.length === 0 ? [] : names.map((name) => reader.file(name));
  const tls = certificate === undefined || key === undefined ? undefined : { cert: certificate, key };
  const isPlainAllowed = reader.word('WORK_HTTP_WITHOUT_TLS', ['true', 'false'], 'false') === 'true';
  if (tls === undefined && given.length === 0 && !isLoopback(host) && !isPlainAllowed) {
    reader.problems.push(
      `WORK_HTTP_HOST is ${host}, which others reach, and tokens would be readable on their way: set ${names.join(' and ')}, or listen at 127.0.0.1, or set WORK_HTTP_WITHOUT_TLS to true where something before it has TLS`,
    );
  }
  const port = reader.number('WORK_HTTP_PORT', { least: 0, most: 65_535 }) ?? 9405;
  const perMinute = reader.number('WORK_REQUESTS_PER_MINUTE', { least: 1, most: 100_000 }) ?? 120;
  if (!desk.ok) return { ok: false, problems: reader.problems };
  return reader.read({ desk: desk.value, tokens, host, port, tls, perMinute });
}

/** A name that is resolved may be another address tomorrow: of names `localhost` alone is taken. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
