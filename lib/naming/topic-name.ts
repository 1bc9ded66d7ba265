import { type Brand, type Parsed, parsed, rejected } from './brand.ts';

/** A Kafka topic's name: 1 to 249 of `[a-zA-Z0-9._-]`, neither `.` nor `..` (Kafka, `Topic.validate`). */
export type TopicName = Brand<string, 'TopicName'>;

const longest = 249;

/** The pattern that editors check with; the parser says more. */
export const topicNamePattern = /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/;

export function parseTopicName(text: string): Parsed<TopicName> {
  if (text.length === 0) return rejected('a topic name is empty');
  if (text === '.' || text === '..') return rejected(`"${text}" cannot be a topic name`);
  if (text.length > longest) {
    return rejected(`the topic name has ${text.length} characters; Kafka allows ${longest}`);
  }
  const foreign = /[^a-zA-Z0-9._-]/u.exec(text);
  if (foreign) {
    return rejected(
      `${JSON.stringify(text)} holds ${JSON.stringify(foreign[0])}; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"`,
    );
  }
  return parsed(text as TopicName);
}

/**
 * The name as Kafka's metrics see it, where `.` and `_` are one character: two topics whose folded
 * names are equal collide there, and Kafka refuses the second.
 */
export function foldTopicName(name: TopicName): string {
  return name.replaceAll('.', '_');
}
