import { base, type Edits } from './edit.ts';

const settings = base('ConfigMap');
const file = (text: string) => ({ 'consumer.properties': text });
const dashboard = base('ConfigMap', {}, { name: 'kafka-dashboard', labels: { grafana_dashboard: '1' } });
const json = (value: unknown) => ({ 'prod.json': JSON.stringify(value) });

export const clientEdits: readonly Edits[] = [
  {
    about: 'client settings',
    base: settings,
    at: 'data',
    rows: [
      [
        file('\n'),
        file('partitioner.ignore.keys=true\n'),
        'destructive',
        'another partition than its earlier messages',
      ],

      [
        file('group.id=a\n'),
        file('group.id=b\n'),
        'destructive',
        'the consumer group a is left with its offsets',
      ],
      [
        file('application.id=a\n'),
        file('application.id=b\n'),
        'destructive',
        'the consumer group a is left with its offsets',
      ],
      [file('group.id=a\n'), file('\n'), 'review', 'its offsets expire'],
      [file('x=1\n'), file('x=1\ngroup.id=a\n'), 'review', 'a new group a'],
      [
        file('auto.offset.reset=earliest\n'),
        file('auto.offset.reset=latest\n'),
        'destructive',
        'passed over without a word',
      ],
      [file('auto.offset.reset=earliest\n'), file('\n'), 'destructive', 'passed over without a word'],
      [file('auto.offset.reset=earliest\n'), file('auto.offset.reset=none\n'), 'destructive', 'fails'],
      [
        file('auto.offset.reset=latest\n'),
        file('auto.offset.reset=earliest\n'),
        'review',
        'first message that is kept',
      ],
      [file('auto.offset.reset=latest\n'), file('\n'), 'review', 'nothing changes: latest'],
      [file('acks=all\n'), file('acks=1\n'), 'destructive', 'acknowledged messages are lost'],
      [file('acks=1\n'), file('acks=0\n'), 'destructive', 'acknowledged messages are lost'],
      [file('acks=1\n'), file('acks=all\n'), 'review', 'waits for the replicas in sync'],
      [file('acks=1\n'), file('\n'), 'review', 'waits for the replicas in sync'],
      [file('acks=all\n'), file('\n'), 'review', 'nothing changes: all'],
      [file('\n'), file('acks=1\n'), 'destructive', 'acknowledged messages are lost'],
      [file('enable.idempotence=true\n'), file('enable.idempotence=false\n'), 'review', 'stored twice'],
      [file('enable.idempotence=false\n'), file('\n'), 'review', 'repeated writes are stored once'],
      [file('enable.auto.commit=false\n'), file('\n'), 'review', 'committed by the clock'],
      [file('\n'), file('enable.auto.commit=false\n'), 'review', 'commits by itself'],
      [file('isolation.level=read_committed\n'), file('\n'), 'review', 'aborted are read, too'],
      [file('\n'), file('isolation.level=read_committed\n'), 'review', 'aborted transactions are not seen'],
      [
        file('\n'),
        file('partitioner.class=a.B\n'),
        'destructive',
        'another partition than its earlier messages',
      ],
      [
        file('partitioner=murmur2_random\n'),
        file('partitioner=consistent\n'),
        'destructive',
        'another partition than its earlier messages',
      ],
      [file('transactional.id=a\n'), file('transactional.id=b\n'), 'review', 'until it times out'],
      [file('bootstrap.servers=a:1\n'), file('bootstrap.servers=b:1\n'), 'review', 'connects in another way'],
      [
        file('security.protocol=SASL_SSL\n'),
        file('security.protocol=PLAINTEXT\n'),
        'review',
        'connects in another way',
      ],
      [
        file('fetch.min.bytes=1\n'),
        file('fetch.min.bytes=2\n'),
        'review',
        'fetch.min.bytes is 2 instead of 1',
      ],
      [file('# a\nfetch.min.bytes=1\n'), file('fetch.min.bytes = 1\n# b\n'), 'none'],
      [{}, file('acks=1\n'), 'safe', 'which no client reads yet'],
      [file('acks=1\n'), {}, 'review', 'does not start'],
      [{ 'value.json': '{"a":1}' }, { 'value.json': '{ "a": 1 }' }, 'none'],
      [
        { 'value.json': '{"a":1}' },
        { 'value.json': '{"a":2}' },
        'review',
        'what reads the file value.json finds another a',
      ],
      [{ 'run.sh': 'a' }, { 'run.sh': 'b' }, 'review', 'finds another text'],
      [{ 'run.sh': 'a' }, {}, 'review', 'what reads it does not start'],
      [{ 'kafka.yaml': 'a' }, { 'kafka.yaml': 'b' }, 'review', "the Kafka's owner merges"],
    ],
  },
  {
    about: 'that is closed',
    base: settings,
    rows: [
      [
        { immutable: true, data: { a: '1' } },
        { immutable: true, data: { a: '2' } },
        'impossible',
        'keeps what it holds, for it is immutable',
      ],
      [{ immutable: true, data: { a: '1' } }, { immutable: true }, 'impossible', 'the API server refuses'],
      [{ immutable: true }, {}, 'impossible', 'the API server refuses'],
      [
        { immutable: true, data: { a: '1' } },
        {
          immutable: true,
          data: { a: '2' },
          metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'Force=true' } },
        },
        'destructive',
        'Argo CD deletes the ConfigMap',
      ],
      [{ data: { a: '1' } }, { immutable: true, data: { a: '1' } }, 'review', 'can never change again'],
      [{ data: { a: '1' } }, { immutable: true, data: { a: '2' } }, 'review', 'finds another text'],
      [
        { immutable: true, metadata: { labels: { squad: 'a' } } },
        { immutable: true, metadata: { labels: { squad: 'b' } } },
        'review',
        'not known here',
      ],
    ],
  },
  {
    about: 'the object',
    base: settings,
    rows: [
      [null, { data: file('x=1\n') }, 'safe', 'nothing reads yet'],
      [{ data: file('group.id=a\n') }, null, 'review', 'clients of the group a'],
      [{}, null, 'review', 'what mounts it no longer starts'],
    ],
  },
  {
    about: 'a dashboard',
    base: dashboard,
    rows: [
      [
        { data: json({ title: 'a' }) },
        { data: json({ title: 'b' }) },
        'safe',
        'the dashboard looks different',
      ],
      [
        { data: json({ panels: [{ title: 'group.id' }] }) },
        { data: json({ panels: [] }) },
        'safe',
        'the dashboard looks different',
      ],
      [{ data: json({ title: 'a' }) }, { data: { 'prod.json': '{ "title": "a" }' } }, 'none'],
      [
        { data: json({ title: 'a' }) },
        { data: { ...json({ title: 'a' }), 'qa.json': '{"title":"q"}' } },
        'safe',
        'a new dashboard qa.json',
      ],
      [{ data: json({ title: 'a' }) }, { data: {} }, 'review', 'the dashboard prod.json is gone'],
      [{ metadata: { labels: { grafana_dashboard: null } } }, {}, 'safe', 'Grafana shows it'],
      [{}, { metadata: { labels: { grafana_dashboard: null } } }, 'review', 'no longer shows'],
      [null, {}, 'safe', 'a new dashboard'],
      [{}, null, 'review', 'the dashboard is gone'],
    ],
  },
];
