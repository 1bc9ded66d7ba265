/** One retry topic of a topic. */
interface CarriedRetry {
  readonly topic: string;
  /** Seconds that a message waits there. */
  readonly delay: number;
}

/**
 * What a program knows of a topic without its contract: a JSON file a topic, made at rendering (decision 0025). A program
 * writes only to topics that such a file names, never to one that only a header names.
 */
export interface CarriedTopic {
  /** The primary topic. */
  readonly topic: string;
  /** The shortest delay first. */
  readonly retries: readonly CarriedRetry[];
  readonly deadLetter?: string;
  /** Deliveries of a message before it is a dead letter, the first one included. */
  readonly attempts: number;
}

/**
 * Reads the text of such a file.
 * @throws Error with what is wrong, in words that follow the name of the file
 */
export function parseCarriedTopic(text: string): CarriedTopic {
  const value = JSON.parse(text) as Partial<Record<keyof CarriedTopic, unknown>> | null;
  if (typeof value !== 'object' || value === null) throw new Error('expected an object');
  const { topic, retries, deadLetter, attempts } = value;
  if (!isName(topic)) throw new Error('`topic` must be the name of a topic');
  if (deadLetter !== undefined && !isName(deadLetter))
    throw new Error('`deadLetter` must be the name of a topic');
  if (!Number.isSafeInteger(attempts) || Number(attempts) < 1)
    throw new Error('`attempts` must be a whole number, at least 1');
  if (!Array.isArray(retries) || !retries.every(isRetry))
    throw new Error('`retries` must be a list of `topic` and `delay`, in whole seconds');
  return value as CarriedTopic;
}

function isRetry(value: unknown): value is CarriedRetry {
  const { topic, delay } = (value ?? {}) as Partial<Record<keyof CarriedRetry, unknown>>;
  return isName(topic) && Number.isSafeInteger(delay) && Number(delay) >= 1;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[a-zA-Z0-9._-]{1,249}$/.test(value);
}
