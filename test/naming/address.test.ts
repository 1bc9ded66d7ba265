import { describe, expect, test } from '@jest/globals';
import { type ContractAddress, derivedTopicName, topicNameAt } from '../../lib/naming/address.ts';
import { certain } from '../../lib/naming/brand.ts';
import type { GrammarId } from '../../lib/naming/grammar.ts';
import { parseTopicName } from '../../lib/naming/topic-name.ts';

const scope = { environment: 'prod', tenant: 'omnibase' };

function addressOf(change: Partial<ContractAddress>): ContractAddress {
  return {
    system: 'omninode',
    context: 'onex',
    class: 'evt',
    topic: 'contract-created',
    version: 1,
    ...change,
  };
}

describe('the topic of a contract', () => {
  test.each<[GrammarId, Partial<ContractAddress>, string]>([
    ['namespaced', {}, 'prod.omnibase.onex.evt.contract-created.v1'],
    [
      'capability-queue',
      { system: 'workrequests', context: 'transformation', class: 'work', topic: 'toolrun.verify' },
      'transformation.toolrun.verify.v1',
    ],
    ['dotted-prefix', { system: 'somastack', topic: 'tool_results' }, 'somastack.tool_results'],
    ['dotted-prefix', { system: 'rnle', topic: 'command-results' }, 'rnle.command-results'],
    ['flat', { system: 'agents', topic: 'execution_events' }, 'execution_events'],
    ['namespaced', { version: 2 }, 'prod.omnibase.onex.evt.contract-created.v2'],
    ['dotted-prefix', { system: 'rnle', topic: 'commands', version: 2 }, 'rnle.commands.v2'],
    ['flat', { system: 'agents', topic: 'execution_events', version: 2 }, 'execution_events_v2'],
    ['as-found', { system: 'legacy', topic: 'billing.invoice-created' }, 'billing.invoice-created'],
  ])('%s', (grammar, change, name) => {
    expect(topicNameAt(grammar, addressOf(change), scope)).toEqual({ ok: true, value: name });
  });

  test.each<[GrammarId, Partial<ContractAddress>, string]>([
    [
      'capability-queue',
      { topic: 'toolrun' },
      'the folder "toolrun" must be <executor_class>.<executor_kind>, for example toolrun.verify',
    ],
    [
      'capability-queue',
      { topic: 'toolrun.verify.fast' },
      'the folder "toolrun.verify.fast" must be <executor_class>.<executor_kind>, for example toolrun.verify',
    ],
    [
      'capability-queue',
      { context: 'transformation', topic: 'Toolrun.verify' },
      '"transformation.Toolrun.verify.v1" does not have the form <capability>.<executor_class>.<executor_kind>.v<N>, each part lowercase kebab',
    ],
    [
      'namespaced',
      { topic: 'contract_created' },
      '"prod.omnibase.onex.evt.contract_created.v1" does not have the form <env>.<tenant>.<context>.<class>.<topic>.v<N>, each part lowercase kebab',
    ],
    [
      'flat',
      { topic: 'execution' },
      '"execution" does not have the form <subject>_events or <subject>_tasks, from v2 on with _v<N> behind it, lowercase snake case',
    ],
    [
      'flat',
      { topic: 'execution_events_v2' },
      'the folder "execution_events_v2" holds a version: that is the folder v<N> below it',
    ],
    [
      'dotted-prefix',
      { system: 'rnle', topic: 'commands.v2', version: 3 },
      '"rnle.commands.v2.v3" does not have the form <system>.<name>, from v2 on <system>.<name>.v<N>, lowercase, with ".", "_" or "-" between words',
    ],
    [
      'dotted-prefix',
      { system: 'rnle', topic: 'a*' },
      '"rnle.a*" holds "*"; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"',
    ],
    ['as-found', { topic: 'a b' }, '"a b" holds " "; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"'],
    ['namespaced', { topic: 'a'.repeat(240) }, 'the topic name has 266 characters; Kafka allows 249'],
  ])('%s refuses %j', (grammar, change, error) => {
    expect(topicNameAt(grammar, addressOf(change), scope)).toEqual({ ok: false, error });
  });
});

describe('a topic that follows from another', () => {
  test.each<[GrammarId, string, string, string]>([
    [
      'namespaced',
      'prod.omnibase.validator.evt.test-run-completed.v1',
      'prod.omnibase.validator.rty.test-run-completed-1m.v1',
      'prod.omnibase.validator.dlt.test-run-completed.v1',
    ],
    [
      'capability-queue',
      'transformation.toolrun.verify.v1',
      'transformation.toolrun.verify.rty-1m.v1',
      'transformation.toolrun.verify.dlt.v1',
    ],
    ['dotted-prefix', 'rnle.commands', 'rnle.commands.retry-1m', 'rnle.commands.dlq'],
    ['flat', 'execution_events', 'execution_events_retry_1m', 'execution_events_dlq'],
    ['dotted-prefix', 'rnle.commands.v2', 'rnle.commands.retry-1m.v2', 'rnle.commands.dlq.v2'],
    ['flat', 'execution_events_v2', 'execution_events_retry_1m_v2', 'execution_events_dlq_v2'],
    ['flat', 'a_v2_events_v12', 'a_v2_events_retry_1m_v12', 'a_v2_events_dlq_v12'],
    ['as-found', 'Orders.V2', 'Orders.V2-retry-1m', 'Orders.V2-dlq'],
  ])('%s: of %s', (grammar, name, retry, deadLetter) => {
    const source = certain(parseTopicName(name));
    expect(derivedTopicName(grammar, source, { kind: 'source' })).toEqual({ ok: true, value: name });
    expect(derivedTopicName(grammar, source, { kind: 'retry', tier: '1m' })).toEqual({
      ok: true,
      value: retry,
    });
    expect(derivedTopicName(grammar, source, { kind: 'dead-letter' })).toEqual({
      ok: true,
      value: deadLetter,
    });
  });

  test('that would exceed 249 characters is refused', () => {
    const source = certain(parseTopicName(`${'a'.repeat(242)}_events`));
    expect(derivedTopicName('flat', source, { kind: 'dead-letter' })).toEqual({
      ok: false,
      error: 'the topic name has 253 characters; Kafka allows 249',
    });
  });

  test('of a name that is not of the grammar is a defect of the caller', () => {
    const source = certain(parseTopicName('toolrun.verify.v1'));
    expect(() => derivedTopicName('capability-queue', source, { kind: 'dead-letter' })).toThrow(
      '"toolrun.verify.v1" does not have the form',
    );
  });
});
