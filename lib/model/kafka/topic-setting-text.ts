import { certain, type Parsed, parsed, rejected } from '../../naming/brand.ts';
import { durationOf } from '../text/duration.ts';
import { sizeOf } from '../text/size.ts';
import {
  allowedText,
  hasEndlessAsMinusOne,
  isTopicSetting,
  limitsOf,
  type TopicSetting,
  type TopicSettingName,
  type TopicSettingValue,
  topicSetting,
} from './topic-setting.ts';

/**
 * Reads a setting as Kafka does: blanks around it, a plus sign, capitals of true and false, and the order of a list say
 * nothing. A number of more than 53 bits is `endless`: it is beyond any clock and any disk.
 */
export function parseTopicSetting<K extends TopicSettingName>(
  name: K,
  text: string,
): Parsed<TopicSettingValue<K>> {
  const value = read(topicSetting(name), text.trim());
  return value === undefined
    ? rejected(`${JSON.stringify(text)} is not allowed: write ${allowedText(name)}`)
    : parsed(value as TopicSettingValue<K>);
}

function read(setting: TopicSetting, text: string): TopicSettingValue | undefined {
  switch (setting.type) {
    case 'boolean':
      return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined;
    case 'enum':
      return setting.values?.includes(text) === true ? (text as TopicSettingValue) : undefined;
    case 'list':
      return readList(setting, text);
    case 'double':
      return readDouble(setting, text);
    case 'int':
    case 'long':
      return readWhole(setting, text);
  }
}

function readList({ values, items }: TopicSetting, text: string): readonly string[] | undefined {
  const list = itemsOf(text);
  const known = (item: string) =>
    values === undefined ? /^[0-9]+:[0-9]+$/.test(item) : values.includes(item);
  const all = items !== undefined && list.length === 1 && list[0] === '*';
  return all || list.every(known) ? list : undefined;
}

function readDouble({ from = -Infinity, to = Infinity }: TopicSetting, text: string): number | undefined {
  const number = decimalText(text) === undefined ? Number.NaN : Number(text);
  return number >= from && number <= to ? number : undefined;
}

function readWhole(setting: TopicSetting, text: string): TopicSettingValue | undefined {
  if (!/^[+-]?[0-9]{1,40}$/.test(text)) return undefined;
  const number = BigInt(text.replace('+', ''));
  const { from, to } = limitsOf(setting);
  const inRange = (number >= from && number <= to) || number === BigInt(setting.or ?? from);
  if (!inRange) return undefined;
  if (setting.from === -2 && number === -2n) return 'as-retention';
  if (hasEndlessAsMinusOne(setting) && number < 0n) return 'endless';
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) return 'endless';
  if (setting.unit === 'ms') return certain(durationOf(Number(number)));
  return setting.unit === 'bytes' ? certain(sizeOf(Number(number))) : Number(number);
}

/** The canonical text of a value: "604800000", never 6.048e8; "0.5"; "compact,delete". */
export function topicSettingText(name: TopicSettingName, value: TopicSettingValue): string {
  const setting = topicSetting(name);
  if (value === 'endless') return hasEndlessAsMinusOne(setting) ? '-1' : String(limitsOf(setting).to);
  if (value === 'as-retention') return '-2';
  if (Number.isSafeInteger(value)) return String(value);
  return canonicalTopicSetting(name, typeof value === 'object' ? value.join(',') : String(value));
}

/**
 * One spelling for what Kafka takes for the same, digit by digit. What Kafka does not know is spelled by what it looks
 * like.
 */
export function canonicalTopicSetting(name: string, written: string): string {
  const text = written.trim();
  const type = isTopicSetting(name) ? topicSetting(name).type : undefined;
  if (type === 'list') return itemsOf(text).join(',');
  if (type === 'enum') return text;
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase();
  return decimalText(text) ?? text;
}

/** Whether two texts mean the same to Kafka. */
export function sameTopicSetting(name: string, one: string, other: string): boolean {
  return canonicalTopicSetting(name, one) === canonicalTopicSetting(name, other);
}

/**
 * Whether a text says what holds without it: such a line changes nothing. Where the broker sets the default itself
 * (`TopicSetting.broker`), that is not known here.
 */
export function isKafkaDefault(name: string, text: string): boolean {
  return isTopicSetting(name) && sameTopicSetting(name, text, topicSetting(name).default);
}

/** The items of a list, each once and in order. */
function itemsOf(text: string): string[] {
  return [...new Set(text.split(',').map((item) => item.trim()))].filter((item) => item !== '').sort();
}

/** A decimal number without exponent, sign of plus and superfluous zeros; exact, whatever its length. */
function decimalText(text: string): string | undefined {
  const [all, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]{1,3}))?$/.exec(text) ?? [];
  if (all === undefined || whole + fraction === '') return undefined;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const left = digits
    .slice(0, Math.max(0, point))
    .padEnd(point, '0')
    .replace(/^0+(?=.)/, '');
  const right = digits.slice(Math.max(0, point)).padStart(digits.length - point, '0');
  const decimals = point < digits.length ? right.replace(/0+$/, '') : '';
  const number = `${left === '' ? '0' : left}${decimals === '' ? '' : `.${decimals}`}`;
  return sign === '-' && /[1-9]/.test(number) ? `-${number}` : number;
}

/** A setting of a KafkaTopic as the text that Kafka gets: Strimzi joins a list with commas. Undefined for a map, or nothing. */
export function settingText(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const items = value.map(settingText);
    return items.includes(undefined) ? undefined : items.join(',');
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
