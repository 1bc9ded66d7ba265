import { expect, test } from '@jest/globals';
import type { Handle } from '../../runtime/executor/command.ts';
import { commandHandler } from '../../runtime/executor/command.ts';
import { runWith } from '../../runtime/executor/main.ts';
import { jsonLog } from '../../runtime/log.ts';
import { readAll } from '../support/broker/read-all.ts';
import { describeWithBroker } from '../support/broker/suite.ts';

describeWithBroker('a record of outcomes', (broker) => {
  async function run(handle: Handle, variables: Record<string, string>) {
    const lines: Record<string, unknown>[] = [];
    const code = await runWith(handle, {
      variables: {
        KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap,
        WORK_IDLE_SECONDS: '1',
        ...variables,
      },
      log: jsonLog((line) => lines.push(JSON.parse(line) as Record<string, unknown>)),
      stop: new AbortController().signal,
    });
    return { code, lines };
  }

  const seenBy =
    (seen: string[]): Handle =>
    async ({ value }) => {
      seen.push(String(value));
      return 'done';
    };

  test('that another program writes: what is in it is skipped, logged and committed', async () => {
    await broker().createTopic('read');
    await broker().createTopic('read-done', 3);
    await broker().produceRecords('read-done', [
      { key: 'a', value: 'done' },
      { key: 'b', value: 'done' },
      // Taken out again: it is done once more.
      { key: 'b', value: null },
    ]);
    await broker().produceRecords('read', [
      { key: 'a', value: 'a' },
      { key: 'b', value: 'b' },
      { key: 'c', value: 'c' },
      { value: 'no key' },
    ]);
    const seen: string[] = [];
    const { code, lines } = await run(seenBy(seen), {
      KAFKA_TOPIC: 'read',
      KAFKA_GROUP_ID: 'read-drain',
      KAFKA_OUTCOME_TOPICS: 'read-done',
    });
    expect({ code, seen }).toEqual({ code: 0, seen: ['b', 'c', 'no key'] });
    expect(lines.filter(({ message }) => message === 'skipped: its outcome is recorded')).toMatchObject([
      { topic: 'read', partition: 0, offset: '0' },
    ]);
    expect(lines.at(-1)).toMatchObject({ done: 3, skipped: 1 });
    expect(await broker().committedOffsets('read-drain')).toEqual({ read: { 0: 4 } });
    expect(await readAll(broker(), 'read-done')).toHaveLength(3);
  });

  test('an outcome that comes while it runs counts for the next message', async () => {
    await broker().createTopic('late');
    await broker().createTopic('late-done');
    await broker().produceRecords('late', [
      { key: 'a', value: 'a' },
      { key: 'b', value: 'b' },
    ]);
    const seen: string[] = [];
    const { code } = await run(
      async (delivery, signal) => {
        await broker().produceRecords('late-done', [{ key: 'b', value: 'done by another' }]);
        return await seenBy(seen)(delivery, signal);
      },
      { KAFKA_TOPIC: 'late', KAFKA_GROUP_ID: 'late-drain', KAFKA_OUTCOME_TOPICS: 'late-done' },
    );
    expect({ code, seen }).toEqual({ code: 0, seen: ['a'] });
  });

  test('that the executor writes: a command says the outcome, and a second delivery is skipped', async () => {
    await broker().createTopic('write');
    await broker().createTopic('write-done');
    await broker().createTopic('write-dlt');
    await broker().produceRecords('write', [
      { key: 'a', value: 'first', headers: { traceparent: 'trace-1' } },
      { key: 'a', value: 'again' },
      { key: 'b', value: 'bad' },
      { key: 'b', value: 'good' },
      { key: 'c', value: 'silent' },
      { key: 'c', value: 'silent' },
    ]);
    const script = `value=$(cat)
      case $value in
        bad) echo not recorded > "$WORK_OUTCOME_FILE"; exit 1 ;;
        silent) exit 0 ;;
        *) printf '%s by %s' "$value" "$MESSAGE_KEY" > "$WORK_OUTCOME_FILE" ;;
      esac`;
    const { code, lines } = await run(commandHandler(['sh', '-c', script], process.env), {
      KAFKA_TOPIC: 'write',
      KAFKA_GROUP_ID: 'write-drain',
      KAFKA_DEAD_LETTER_TOPIC: 'write-dlt',
      KAFKA_OUTCOME_TOPICS: 'write-done',
      KAFKA_OUTCOME_WRITE_TOPIC: 'write-done',
    });
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatchObject({ done: 4, skipped: 1, deadLettered: 1 });
    expect(
      (await readAll(broker(), 'write-done')).map(({ key, value, headers }) => [key, value, headers]),
    ).toEqual([
      ['a', 'first by a', { traceparent: 'trace-1' }],
      ['b', 'good by b', {}],
    ]);
    expect(lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
      'done, but not recorded: the executor wrote no outcome; a second delivery is done again',
      'done, but not recorded: the executor wrote no outcome; a second delivery is done again',
    ]);
    expect(await broker().committedOffsets('write-drain')).toEqual({ write: { 0: 6 } });
  });

  test('an outcome that cannot be written leaves its message uncommitted', async () => {
    await broker().createTopic('refused');
    await broker().createTopic('refused-done', 1, { 'max.message.bytes': '100' });
    await broker().produceRecords('refused', [{ key: 'a', value: 'a' }]);
    const { code, lines } = await run(async () => ({ outcome: Buffer.alloc(1000) }), {
      KAFKA_TOPIC: 'refused',
      KAFKA_GROUP_ID: 'refused-drain',
      KAFKA_OUTCOME_TOPICS: 'refused-done',
      KAFKA_OUTCOME_WRITE_TOPIC: 'refused-done',
    });
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({
      message: 'a message is larger than refused-done takes (max.message.bytes)',
    });
    expect((await broker().committedOffsets('refused-drain'))['refused']?.[0] ?? 0).toBe(0);
  });

  test('a record that is not there is named', async () => {
    const { code, lines } = await run(async () => 'done', {
      KAFKA_TOPIC: 'refused',
      KAFKA_GROUP_ID: 'refused-drain',
      KAFKA_OUTCOME_TOPICS: 'no-such-record',
    });
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({
      message: 'a topic of no-such-record is not there, or this principal may not Describe it',
    });
  });
});
