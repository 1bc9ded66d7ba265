import { json, smallServer } from './small-server.ts';

export interface Recorded {
  readonly method: string;
  /** Behind the address of the API. */
  readonly path: string;
  readonly body: string;
}

export interface RecordingProxy {
  /** In place of the registry's. */
  readonly url: string;
  /** What has been asked since the last call. */
  take(): Recorded[];
  stop(): Promise<void>;
}

/**
 * A proxy before a registry that records what is asked, and gives whoever asks it a part of the registry for itself, empty
 * at first: subjects have names with `part` before them there.
 * @param part no other part begins with it
 * @param before called with each request before it is sent on; where it returns false, nothing more happens to it
 * @param after likewise, when it has been answered
 */
export async function recordingProxy(
  target: string,
  part: string,
  {
    before = () => true,
    after = () => true,
  }: {
    readonly before?: (request: Recorded) => boolean;
    readonly after?: (request: Recorded) => boolean;
  } = {},
): Promise<RecordingProxy> {
  const recorded: Recorded[] = [];
  const prefix = `${part}--`;
  const server = await smallServer(async ({ method, path, headers, body }, response) => {
    const request = { method, path, body };
    recorded.push(request);
    if (!before(request)) return;
    const there = path.replace(/^((?:\/compatibility)?\/(?:subjects|config|mode)\/)(?=[^?])/, `$1${prefix}`);
    const answer = await fetch(`${target}${there}`, {
      method,
      headers: { 'content-type': headers['content-type'] ?? 'application/json' },
      ...(body === '' ? {} : { body: JSON.stringify(renamed(JSON.parse(body), (one) => prefix + one)) }),
    });
    const text = await answer.text();
    if (!after(request)) return;
    if (text === '') response.writeHead(answer.status).end();
    else json(response, answer.status, here(JSON.parse(text) as unknown, prefix));
  });
  return { url: server.url, take: () => recorded.splice(0), stop: () => server.stop() };
}

/** What the registry says, as its part would say it. */
function here(value: unknown, prefix: string): unknown {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  return renamed(value, (one) => (one.startsWith(prefix) ? one.slice(prefix.length) : one));
}

/** The names of subjects in what is sent or answered. */
function renamed(value: unknown, name: (subject: string) => string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { subject, references, ...rest } = value as { subject?: string; references?: { subject: string }[] };
  return {
    ...rest,
    ...(subject === undefined ? {} : { subject: name(subject) }),
    ...(references === undefined
      ? {}
      : { references: references.map((one) => ({ ...one, subject: name(one.subject) })) }),
  };
}

/** Whether it may change something. */
export function isWrite({ method, path }: Recorded): boolean {
  return method !== 'GET' && !path.startsWith('/compatibility');
}
