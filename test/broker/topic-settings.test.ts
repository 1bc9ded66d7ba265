import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  limitsOf,
  type TopicSettingName,
  topicSetting,
  topicSettingNames,
} from '../../lib/model/kafka/topic-setting.ts';
import { canonicalTopicSetting, parseTopicSetting } from '../../lib/model/kafka/topic-setting-text.ts';
import { type DescribedSetting, until } from '../support/broker.ts';
import { describeWithBroker } from '../support/broker/suite.ts';

/** The protocol has no enums: they are strings there. */
const typeText = (name: TopicSettingName) => {
  const { type } = topicSetting(name);
  return type === 'enum' ? 'STRING' : type.toUpperCase();
};

/** Both ends of what is allowed and what lies beyond them, and texts of other kinds. */
function triedTexts(name: TopicSettingName): string[] {
  const setting = topicSetting(name);
  const { from, to } = limitsOf(setting);
  const odd = [
    '',
    ' ',
    'x',
    '7d',
    '1e3',
    '-',
    'NaN',
    '0x10',
    '1_000',
    '-1',
    '-2',
    '0',
    '1',
    ' 5 ',
    '+5',
    '0.5',
    'true',
    'TRUE',
    'no',
  ];
  const ends = [from - 1n, from, from + 1n, to - 1n, to, to + 1n].map(String);
  const words = (setting.values ?? []).flatMap((word) => [word, word.toUpperCase(), `${word},${word}x`]);
  return [...odd, ...ends, ...words, 'delete, compact', '0:1', '0:1,1:2', '*', '*,0:1', '0:1:2'];
}

describeWithBroker('the table of topic settings', (broker) => {
  let described: DescribedSetting[] = [];
  beforeAll(async () => {
    await broker().createTopic('plain');
    described = await broker().describeTopic('plain');
  });

  test('has every setting of the broker, and no other', () => {
    expect(described.map(({ name }) => name).sort()).toEqual(topicSettingNames.toSorted());
  });

  test('has the types of the broker', () => {
    expect(Object.fromEntries(described.map(({ name, type }) => [name, type]))).toEqual(
      Object.fromEntries(topicSettingNames.map((name) => [name, typeText(name)])),
    );
  });

  test('has the defaults of the broker', () => {
    expect(
      Object.fromEntries(described.map(({ name, value }) => [name, canonicalTopicSetting(name, value)])),
    ).toEqual(Object.fromEntries(topicSettingNames.map((name) => [name, topicSetting(name).default])));
    // With eligible leader replicas Kafka writes that default down for the whole cluster.
    const elsewhere = described.filter(({ source }) => source !== 'DEFAULT_CONFIG');
    expect(elsewhere.map(({ name, source }) => [name, source])).toEqual([
      ['min.insync.replicas', 'DYNAMIC_DEFAULT_BROKER_CONFIG'],
    ]);
  });

  test('names the broker settings that give a default', () => {
    for (const { name, broker: given } of described) {
      const known: readonly string[] = topicSetting(name as TopicSettingName).broker;
      expect([name, given.filter((one) => !known.includes(one))]).toEqual([name, []]);
    }
  });

  describe('allows what the broker allows', () => {
    test.each(topicSettingNames)('%s', async (name) => {
      for (const text of new Set(triedTexts(name))) {
        // Without tiered storage no broker takes that; and it takes "not a number" as a ratio, which no one means.
        if (name === 'remote.storage.enable' && text.toLowerCase() === 'true') continue;
        if (name === 'min.cleanable.dirty.ratio' && text === 'NaN') continue;
        const taken = await broker().takesSetting('plain', name, text);
        expect([name, text, parseTopicSetting(name, text).ok]).toEqual([name, text, taken]);
      }
    });
  });

  test('takes the settings of a topic together, or none of them', async () => {
    const valueOf = async (name: string) =>
      (await broker().describeTopic('plain')).find((one) => one.name === name)?.value;
    expect(await broker().setSettings('plain', { 'retention.ms': '1234', 'no.such.setting': '1' })).toBe(
      false,
    );
    expect(await broker().setSettings('plain', { 'retention.ms': '1234', 'segment.ms': 'x' })).toBe(false);
    expect(await valueOf('retention.ms')).toBe('604800000');
    expect(await broker().setSettings('plain', { 'retention.ms': '1234', 'segment.ms': '5678' })).toBe(true);
    await until('the setting', async () => (await valueOf('retention.ms')) === '1234');
  });

  test('takes more replicas in sync than there are, and counts with those', async () => {
    await broker().createTopic('wide', 1, { 'min.insync.replicas': '4' });
    expect(await broker().takesWrite('wide')).toBe(true);
  });
});
