import { type Brand, type Parsed, parsed, rejected } from './brand.ts';
import { parseForeignObjectName, parseObjectName } from './object-name.ts';

/** The name of a KafkaUser: a DNS-1123 label of at most 63, so that it also fits a certificate's CN (64). */
export type PrincipalName = Brand<string, 'PrincipalName'>;

export function parsePrincipalName(text: string): Parsed<PrincipalName> {
  const name = parseObjectName(text);
  return name.ok ? parsed(text as PrincipalName) : name;
}

/** The name of a KafkaUser that others have named: at most 64, for it is in a certificate. */
export function parseForeignPrincipalName(text: string): Parsed<PrincipalName> {
  const name = parseForeignObjectName(text, 64);
  return name.ok ? parsed(text as PrincipalName) : name;
}

/** A consumer group's id: 1 to 249 of `[a-zA-Z0-9._-]`. Kafka itself takes nearly anything; ACLs and metrics do not. */
export type ConsumerGroup = Brand<string, 'ConsumerGroup'>;

export const consumerGroupPattern = /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,247}[a-zA-Z0-9])?$/;

export function parseConsumerGroup(text: string): Parsed<ConsumerGroup> {
  if (!consumerGroupPattern.test(text)) {
    return rejected(
      `${JSON.stringify(text)} is no consumer group: 1 to 249 of a-z, A-Z, 0-9, ".", "_" and "-", with a letter or digit at both ends`,
    );
  }
  return parsed(text as ConsumerGroup);
}
