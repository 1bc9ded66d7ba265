import { describe, expect, test } from '@jest/globals';
import { type Around, job, sentences, thing } from '../../support/objects.ts';

const files = (data: Record<string, unknown>, name = 'x') => thing('ConfigMap', { data }, { name });
const client = (...lines: string[]) => files({ 'c.properties': `${lines.join('\n')}\n` });
const stays = (...objects: unknown[]): Around => ({ before: objects, after: objects });

describe('settings of a client', () => {
  test.each<[string, string[], string[], string[]]>([
    [
      'begin at the beginning',
      ['auto.offset.reset=latest'],
      ['auto.offset.reset=earliest'],
      [
        'data[c.properties].auto.offset.reset: review: from the next start of the client on a group without offsets begins at the first message that is kept',
      ],
    ],
    [
      'begin at the end',
      ['auto.offset.reset=earliest'],
      ['auto.offset.reset=latest'],
      [
        'data[c.properties].auto.offset.reset: destructive: from the next start of the client on a group without offsets begins at the end: what was written before its first commit is passed over without a word',
      ],
    ],
    [
      'begin nowhere',
      ['auto.offset.reset=earliest'],
      ['auto.offset.reset=none'],
      [
        'data[c.properties].auto.offset.reset: destructive: from the next start of the client on a group without offsets fails',
      ],
    ],
    [
      'begin where the library says',
      ['auto.offset.reset=earliest'],
      [],
      [
        'data[c.properties].auto.offset.reset: destructive: from the next start of the client on a group without offsets begins at the end: what was written before its first commit is passed over without a word',
      ],
    ],
    [
      'wait for all replicas',
      ['acks=1'],
      ['acks=all'],
      [
        'data[c.properties].acks: review: from the next start of the client on a write waits for the replicas in sync',
      ],
    ],
    [
      'wait for all replicas, by number',
      ['acks=1'],
      ['acks=-1'],
      [
        'data[c.properties].acks: review: from the next start of the client on a write waits for the replicas in sync',
      ],
    ],
    [
      'wait for one replica',
      ['acks=all'],
      ['acks=1'],
      [
        'data[c.properties].acks: destructive: from the next start of the client on a write counts as done before it is replicated: acknowledged messages are lost with a broker',
      ],
    ],
    [
      'store repeated writes twice',
      ['enable.idempotence=true'],
      ['enable.idempotence=false'],
      [
        'data[c.properties].enable.idempotence: review: from the next start of the client on a write that is repeated may be stored twice, or out of order',
      ],
    ],
    [
      'store repeated writes once',
      ['enable.idempotence=false'],
      ['enable.idempotence=true'],
      [
        'data[c.properties].enable.idempotence: review: from the next start of the client on repeated writes are stored once',
      ],
    ],
    [
      'read what is committed',
      [],
      ['isolation.level=read_committed'],
      [
        'data[c.properties].isolation.level: review: from the next start of the client on messages of aborted transactions are not seen',
      ],
    ],
    [
      'read what is aborted, too',
      ['isolation.level=read_committed'],
      ['isolation.level=read_uncommitted'],
      [
        'data[c.properties].isolation.level: review: from the next start of the client on messages of transactions that are aborted are read, too',
      ],
    ],
    [
      'commit by the clock',
      [],
      ['enable.auto.commit=true'],
      [
        "data[c.properties].enable.auto.commit: review: nothing changes: true is what Kafka's client library takes, unless another library is used",
      ],
    ],
    [
      'commit by themselves',
      ['enable.auto.commit=true'],
      ['enable.auto.commit=false'],
      [
        'data[c.properties].enable.auto.commit: review: from the next start of the client on the client commits by itself',
      ],
    ],
    [
      'connect elsewhere',
      ['bootstrap.servers=a:1'],
      ['bootstrap.servers=b:1'],
      [
        'data[c.properties].bootstrap.servers: review: from the next start of the client on it connects in another way: with credentials for the old one it is refused',
      ],
    ],
    [
      'connect openly',
      ['security.protocol=SSL'],
      ['security.protocol=PLAINTEXT'],
      [
        'data[c.properties].security.protocol: review: from the next start of the client on it connects in another way: with credentials for the old one it is refused',
      ],
    ],
    [
      'connect with a password',
      ['sasl.mechanism=a'],
      ['sasl.mechanism=b'],
      [
        'data[c.properties].sasl.mechanism: review: from the next start of the client on it connects in another way: with credentials for the old one it is refused',
      ],
    ],
    [
      'wait a little',
      ['linger.ms=5'],
      ['linger.ms=10'],
      [
        'data[c.properties].linger.ms: review: from the next start of the client on linger.ms is 10 instead of 5',
      ],
    ],
    [
      'wait as the library does',
      ['linger.ms=5'],
      [],
      [
        'data[c.properties].linger.ms: review: from the next start of the client on linger.ms is what the client library takes instead of 5',
      ],
    ],
    [
      'have another password',
      ['ssl.key.password=a'],
      ['ssl.key.password=b'],
      [
        'data[c.properties].ssl.key.password: review: from the next start of the client on ssl.key.password is (hidden) instead of (hidden)',
      ],
    ],
    [
      'have a long text',
      [`a=${'x'.repeat(100)}`],
      ['a=y'],
      [
        'data[c.properties].a: review: from the next start of the client on a is y instead of xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      ],
    ],
    [
      'read as another group',
      ['group.id=g'],
      ['group.id=h'],
      [
        'data[c.properties].group.id: destructive: the consumer group g is left with its offsets, and h has none: it begins where auto.offset.reset says, so everything that is kept is processed again (earliest) or what waits is passed over (latest)',
      ],
    ],
    [
      'read as no group',
      ['group.id=g'],
      [],
      [
        "data[c.properties].group.id: review: no one reads as g after that: its offsets expire after the brokers' offsets.retention.minutes",
      ],
    ],
    [
      'read as a group',
      [],
      ['group.id=g'],
      ['data[c.properties].group.id: review: a new group g reads from where auto.offset.reset says'],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(client('client.id=c', ...before), client('client.id=c', ...after))).toEqual(told);
  });

  test.each<[string, unknown, unknown, string[]]>([
    [
      'a file is new',
      files({}),
      files({ 'c.properties': 'a=b' }),
      ['data[c.properties].a: safe: a new file c.properties, which no client reads yet'],
    ],
    [
      'a file is gone',
      files({ 'c.properties': 'a=b' }),
      files({}),
      ['data[c.properties].a: review: the file c.properties is gone: a client that reads it does not start'],
    ],
    [
      'a file is gone, with its group',
      files({ 'c.properties': 'group.id=g' }),
      files({}),
      [
        "data[c.properties].group.id: review: no one reads as g after that: its offsets expire after the brokers' offsets.retention.minutes",
      ],
    ],
    [
      'a group is named in another file',
      files({ 'a.properties': 'group.id=g\na=b', 'b.properties': 'a=b' }),
      files({ 'a.properties': 'a=b', 'b.properties': 'group.id=g\na=b' }),
      [
        'data[a.properties].group.id: review: the group is named in another file',
        'data[b.properties].group.id: review: the group is named in another file',
      ],
    ],
    [
      'one of two groups is another',
      files({ 'a.properties': 'group.id=g', 'b.properties': 'group.id=h' }),
      files({ 'a.properties': 'group.id=i', 'b.properties': 'group.id=h' }),
      [
        'data[a.properties].group.id: destructive: the consumer group g is left with its offsets, and i has none: it begins where auto.offset.reset says, so everything that is kept is processed again (earliest) or what waits is passed over (latest)',
      ],
    ],
    [
      'two groups change places, and one is new',
      files({ 'a.properties': 'group.id=g', 'b.properties': 'group.id=h' }),
      files({ 'a.properties': 'group.id=h', 'b.properties': 'group.id=i' }),
      [
        'data[a.properties].group.id: destructive: the consumer group g is left with its offsets, and i has none: it begins where auto.offset.reset says, so everything that is kept is processed again (earliest) or what waits is passed over (latest)',
        'data[b.properties].group.id: review: a new group i reads from where auto.offset.reset says',
      ],
    ],
    [
      'a value in JSON',
      files({ 'c.json': '{"a":{"b":1}}' }),
      files({ 'c.json': '{"a":{"b":2}}' }),
      [
        'data[c.json].a.b: review: what reads the file c.json finds another a.b, at its next start or within a minute',
      ],
    ],
    [
      'JSON that cannot be read',
      files({ 'c.json': '{"a"' }),
      files({ 'c.json': '{"b"' }),
      ['data.c.json: review: what reads the file finds another text, at its next start or within a minute'],
    ],
    [
      'a text that holds JSON',
      files({ 'notes.txt': '{"a":1}' }),
      files({ 'notes.txt': '{"a":2}' }),
      [
        'data.notes.txt: review: what reads the file finds another text, at its next start or within a minute',
      ],
    ],
    [
      'JSON that is one value',
      files({ 'c.json': '1' }),
      files({ 'c.json': '2' }),
      ['data[c.json]: review: what follows is not known here: this field changes'],
    ],
    [
      'two groups are two others',
      files({ 'a.properties': 'group.id=g', 'b.properties': 'group.id=h' }),
      files({ 'a.properties': 'group.id=i', 'b.properties': 'group.id=j' }),
      [
        'data[a.properties].group.id: destructive: the consumer group g, h is left with its offsets, and i, j has none: it begins where auto.offset.reset says, so everything that is kept is processed again (earliest) or what waits is passed over (latest)',
        'data[b.properties].group.id: destructive: the consumer group g, h is left with its offsets, and i, j has none: it begins where auto.offset.reset says, so everything that is kept is processed again (earliest) or what waits is passed over (latest)',
      ],
    ],
    [
      'another text',
      files({ 'notes.txt': 'a' }),
      files({ 'notes.txt': 'b' }),
      [
        'data.notes.txt: review: what reads the file finds another text, at its next start or within a minute',
      ],
    ],
    [
      'a new text',
      files({}),
      files({ 'notes.txt': 'a' }),
      ['data.notes.txt: safe: a new file, which nothing reads yet'],
    ],
    [
      'a text that is gone',
      files({ 'notes.txt': 'a' }),
      files({}),
      ['data.notes.txt: review: the file is gone: what reads it does not start'],
    ],
    [
      "what the Kafka's owner merges",
      files({ 'kafka.yaml': 'a' }),
      files({ 'kafka.yaml': 'b' }),
      [
        "data.kafka.yaml: review: what the Kafka's owner merges changes: until it is merged there, the cluster is as it was",
      ],
    ],
    [
      'what is not text',
      files({ n: 1 }),
      files({ n: 2 }),
      ['data.n: review: what reads the file finds another text, at its next start or within a minute'],
    ],
    [
      'what is no data',
      thing('ConfigMap', { immutable: false }),
      thing('ConfigMap', { immutable: true }),
      [
        'immutable: review: what it holds can never change again: anything else needs a ConfigMap of another name',
      ],
    ],
  ])('%s', (_what, before, after, told) => {
    const own = (one: unknown) => ({
      ...(one as object),
      data: { keep: 'k', ...(one as { data?: object }).data },
    });
    expect(sentences(own(before), own(after))).toEqual(told);
  });

  test.each<[string, unknown, unknown, Around, string[]]>([
    ['come', undefined, client('group.id=g'), {}, ['create: safe: new settings, which nothing reads yet']],
    [
      'come for a group that jobs read as',
      undefined,
      client('group.id=g'),
      stays(job({})),
      ['create: review: new settings for the group g, which others have already: they share its partitions'],
    ],
    [
      'come for a group that other clients read as',
      undefined,
      client('group.id=g'),
      stays(files({ 'd.properties': 'group.id=g\n' }, 'other')),
      ['create: review: new settings for the group g, which others have already: they share its partitions'],
    ],
    [
      'come without a group',
      undefined,
      client('a=b'),
      stays(job({})),
      ['create: safe: new settings, which nothing reads yet'],
    ],
    [
      'go',
      client('group.id=g'),
      undefined,
      {},
      ['delete: review: clients of the group g that mount it no longer start'],
    ],
    [
      'go for two groups',
      files({ a: 'group.id=g', b: 'x=y\ngroup.id=h', c: 'group.id=g' }),
      undefined,
      {},
      ['delete: review: clients of the group g, h that mount it no longer start'],
    ],
    ['go without a group', client('a=b'), undefined, {}, ['delete: review: what mounts it no longer starts']],
    [
      'go without data',
      thing('ConfigMap'),
      undefined,
      {},
      ['delete: review: what mounts it no longer starts'],
    ],
    [
      'go with a setting that only ends like a group',
      client('old.group.id=g'),
      undefined,
      {},
      ['delete: review: what mounts it no longer starts'],
    ],
  ])('%s', (_what, before, after, around, told) => {
    expect(sentences(before, after, around)).toEqual(told);
  });

  test.each<[string, string[], string[]]>([
    ['comments', ['# one', '! two', 'a=b'], ['a=b']],
    ['blanks', ['a = b '], ['a=b']],
    ['order', ['a=b', 'c=d'], ['c=d', 'a=b']],
    ['lines without a setting', ['a=b', 'nothing here', ''], ['a=b']],
    ['lines that are further in', ['a=b', ' c=d'], ['a=b']],
  ])('%s say nothing', (_what, before, after) => {
    expect(sentences(client(...before), client(...after))).toEqual([]);
  });

  test('a value may hold the sign between key and value', () => {
    expect(sentences(client('a=b=c'), client('a=b=d'))).toEqual([
      'data[c.properties].a: review: from the next start of the client on a is b=d instead of b=c',
    ]);
  });
});
