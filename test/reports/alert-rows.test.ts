import { expect, test } from '@jest/globals';
import { alertRows } from '../../lib/reports/catalog/alert-rows.ts';
import type { Resolved } from '../../lib/policies/resolve.ts';
import { watchedShop } from '../support/watched-shop.ts';

/** `<alert> <severity>: <when>`, with the last part of the runbook's address. */
function rowsOf(topic: string, resolved: Resolved): string[] {
  return resolved.systems.flatMap((system) =>
    system.families
      .filter(({ contract }) => contract.address.topic === topic)
      .flatMap((family) => alertRows(system, family))
      .map(({ name, severity, when, runbook }) => `${name} ${severity}: ${when} (${runbook})`),
  );
}

test('a topic’s alerts in words, with the numbers of its contract', () => {
  const tried = watchedShop({ canaries: { every: '15m', within: '5m', region: 'west' } });
  expect(rowsOf('placed', tried)).toEqual([
    'KafkaProducerErrors page: writes to shop.placed fail; writes to shop.placed.retry-1m fail; writes to shop.placed.retry-10m fail; writes to shop.placed.dlq fail; for 5m (https://runbooks.example/kafka-producer-errors.md)',
    'KafkaRetriesStorming ticket: more than 6000 messages are written to shop.placed.retry-1m within 10m; more than 6000 messages are written to shop.placed.retry-10m within 10m; for 10m (https://runbooks.example/kafka-retries-storming.md)',
    'KafkaDeadLettersPresent ticket: shop.placed.dlq has messages that no operator has read; for 15m (https://runbooks.example/kafka-dead-letters-present.md)',
    'KafkaDeadLettersGrowing page: more than 900 messages are written to shop.placed.dlq within 15m; for 5m (https://runbooks.example/kafka-dead-letters-growing.md)',
    'KafkaConsumerLagHigh ticket: more than 1000 messages of shop.placed are unread by shop-billing; for 5m (https://runbooks.example/kafka-consumer-lag-high.md)',
    'KafkaConsumerLate page: a message of shop.placed is unread by shop-billing after 90s; for 2m (https://runbooks.example/kafka-consumer-late.md)',
    'KafkaConsumerStalled page: shop-billing has unread messages of shop.placed and commits nothing for 30m; for 5m (https://runbooks.example/kafka-consumer-stalled.md)',
    'KafkaTopicNeverConsumed ticket: shop.placed has messages and shop-billing has no offset; for 1h (https://runbooks.example/kafka-topic-never-consumed.md)',
    'KafkaCanarySilent ticket: no round of canary-shop-placed ends well for 45m; for 15m (https://runbooks.example/kafka-canary-silent.md)',
  ]);
  expect(rowsOf('billed', tried)).toEqual([
    'KafkaProducerErrors page: writes to shop.billed fail; for 5m (https://runbooks.example/kafka-producer-errors.md)',
    'KafkaConsumerLagHigh ticket: more than 500 messages of shop.billed are unread by shop-mailer; for 5m (https://runbooks.example/kafka-consumer-lag-high.md)',
    'KafkaConsumerLate page: a message of shop.billed is unread by shop-mailer after 2m; for 2m (https://runbooks.example/kafka-consumer-late.md)',
    'KafkaConsumerStalled page: shop-mailer has unread messages of shop.billed and commits nothing for 30m; for 5m (https://runbooks.example/kafka-consumer-stalled.md)',
    'KafkaTopicNeverConsumed ticket: shop.billed has messages and shop-mailer has no offset; for 1h (https://runbooks.example/kafka-topic-never-consumed.md)',
    'KafkaProducedLate page: a message of shop.placed that this topic follows from is unread by shop-billing after 40s; for 2m (https://runbooks.example/kafka-produced-late.md)',
  ]);
  expect(rowsOf('invoice', tried)).toEqual([
    'KafkaProducerErrors page: writes to shop.invoice fail; writes to shop.invoice.dlq fail; for 5m (https://runbooks.example/kafka-producer-errors.md)',
    'KafkaDeadLettersPresent ticket: shop.invoice.dlq has messages that no operator has read; for 15m (https://runbooks.example/kafka-dead-letters-present.md)',
    'KafkaDeadLettersGrowing page: more than 9 messages are written to shop.invoice.dlq within 15m; for 5m (https://runbooks.example/kafka-dead-letters-growing.md)',
    'KafkaConsumerLagHigh ticket: more than 1000 messages of shop.invoice are unread by shop-print-invoice-v1; for 5m (https://runbooks.example/kafka-consumer-lag-high.md)',
    'KafkaConsumerLate page: a message of shop.invoice is unread by shop-print-invoice-v1 after 90s; for 2m (https://runbooks.example/kafka-consumer-late.md)',
    'KafkaConsumerStalled page: shop-print-invoice-v1 has unread messages of shop.invoice and commits nothing for 70m; for 5m (https://runbooks.example/kafka-consumer-stalled.md)',
    'KafkaTopicNeverConsumed ticket: shop.invoice has messages and shop-print-invoice-v1 has no offset; for 1h (https://runbooks.example/kafka-topic-never-consumed.md)',
    'KedaScalerErrors page: KEDA cannot measure the lag for shop-print-invoice; for 5m (https://runbooks.example/keda-scaler-errors.md)',
    'KedaJobsFailing page: 3 jobs of shop-print-invoice or more fail; for 1m (https://runbooks.example/keda-jobs-failing.md)',
    'KedaJobsAtMaximum ticket: shop-print-invoice runs 1 jobs and more than 1 messages wait; for 30m (https://runbooks.example/keda-jobs-at-maximum.md)',
  ]);
});

test('none where the environment has none, and none of bulk pages', () => {
  expect(rowsOf('placed', watchedShop({ alerts: 'off' }))).toEqual([]);
  expect(rowsOf('clicks', watchedShop()).filter((row) => / page:/.test(row))).toEqual([]);
  expect(rowsOf('clicks', watchedShop()).length).toBe(5);
});
