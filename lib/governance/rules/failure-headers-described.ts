import { messagesOf } from '../../model/catalog.ts';
import { type CatalogRule, inContract } from '../rule.ts';

/** What a dispatcher and whoever triages read (OmniNode, Retry and Dead letter). */
const needed = ['x-attempt', 'x-failure-class', 'x-failure-reason', 'x-next-at'];

export const failureHeadersDescribed: CatalogRule = {
  id: 'failure-headers-described',
  on: 'catalog',
  what: 'Where messages go to retry or dead letter topics, a shared schema `FailureHeaders` describes what headers they get there.',
  why: 'The dispatcher reads when a message is due and how often it failed; consumers and dispatcher are written by different teams.',
  fix: 'Use the built-in `urn:workstreams:FailureHeaders:v1`: remove the schema of `contracts/messages/` that replaces it, or describe x-attempt, x-failure-class, x-failure-reason and x-next-at there.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const { retry, deadLetter } = contract.terms;
      if (retry === undefined && deadLetter === undefined) return [];
      const described = messagesOf(catalog, contract.address.system).flatMap(({ value }) => {
        const { title, properties } = value as { title?: unknown; properties?: object };
        return title === 'FailureHeaders' ? Object.keys(properties ?? {}) : [];
      });
      const missing = needed.filter((name) => !described.includes(name));
      return missing.length === 0
        ? []
        : [
            inContract(
              failureHeadersDescribed,
              contract,
              [retry === undefined ? 'deadLetter' : 'retry'],
              `no schema FailureHeaders describes ${missing.join(', ')}`,
              'remove the schema in contracts/messages/ that replaces the built-in one, or add them there',
            ),
          ];
    }),
};
