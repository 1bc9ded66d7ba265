import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery } from '../kafka/records.ts';
import { attemptOf, type Failure, type FailureClass, failureClasses, type Outcome } from './outcome.ts';

/** `EX_TEMPFAIL` of sysexits.h. */
const tryAgain = 75;
/** Milliseconds between SIGTERM and SIGKILL. */
const patience = 5000;
/** A longer file of the failure is not read. */
const longestFailure = 16 * 1024;
/** A longer text is no variable: Linux starts no program with one of 128 KiB. */
const longestVariable = 16 * 1024;

/** The command is not there, or may not be run: no message can be handled. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** What a program does with one message. Aborted: its time is over. */
export type Handle = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>;

/**
 * Runs a command for each message: the value is its standard input, variables say the rest, its exit code is the outcome
 * (decision 0024).
 *
 * @param command the program and its arguments; no shell takes it apart
 * @param variables of our own process, which the command gets too
 */
export function commandHandler(
  [program = '', ...args]: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Handle {
  return async (delivery, signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'executor-'));
    const failureFile = join(folder, 'failure.json');
    const outcomeFile = join(folder, 'outcome');
    try {
      const files = messageFiles(delivery, folder);
      const child = spawn(program, args, {
        stdio: ['pipe', 'inherit', 'inherit'],
        env: {
          ...{ ...variables, ...messageVariables(delivery), ...files },
          ...{ WORK_FAILURE_FILE: failureFile, WORK_OUTCOME_FILE: outcomeFile },
        },
      });
      // A command may end without reading: that is its own matter.
      child.stdin.on('error', () => undefined);
      child.stdin.end(delivery.value ?? Buffer.alloc(0));
      const end = await endOf(child, signal);
      if (end.cannotStart !== undefined)
        throw new CannotStart(`${program} cannot be started: ${end.cannotStart}`);
      const outcome = outcomeOf(end, signal.aborted, toldFailure(failureFile));
      return outcome === 'done' && existsSync(outcomeFile) ? { outcome: readFileSync(outcomeFile) } : outcome;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

interface End {
  readonly code: number | null;
  readonly signal: string | null;
  readonly cannotStart?: string;
}

function endOf(child: ChildProcess, signal: AbortSignal): Promise<End> {
  return new Promise((done) => {
    let force: NodeJS.Timeout | undefined;
    const end = () => {
      child.kill('SIGTERM');
      force = setTimeout(() => child.kill('SIGKILL'), patience);
    };
    const finish = (result: End) => {
      clearTimeout(force);
      signal.removeEventListener('abort', end);
      done(result);
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    child.once('error', ({ message }) => finish({ code: null, signal: null, cannotStart: message }));
    child.once('exit', (code, by) => finish({ code, signal: by }));
  });
}

function outcomeOf({ code, signal }: End, late: boolean, told: Partial<Failure>): Outcome {
  if (late)
    return { again: true, class: 'timeout', reason: told.reason ?? 'took longer than one message may' };
  if (code === 0) return 'done';
  if (code === tryAgain)
    return { again: true, class: told.class ?? 'unavailable', reason: told.reason ?? `exit code ${code}` };
  if (code === null) return { again: false, class: 'defect', reason: told.reason ?? `ended by ${signal}` };
  return { again: false, class: told.class ?? 'rejected', reason: told.reason ?? `exit code ${code}` };
}

/** What the command wrote of its failure: JSON with `class` and `reason`. Anything else says nothing. */
function toldFailure(file: string): Partial<Failure> {
  try {
    if (statSync(file).size > longestFailure) return {};
    const value = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> | null;
    const found = failureClasses.find((one): one is FailureClass => one === value?.['class']);
    const reason = value?.['reason'];
    return {
      ...(found === undefined ? {} : { class: found }),
      ...(typeof reason === 'string' && reason.trim() !== '' ? { reason } : {}),
    };
  } catch {
    return {};
  }
}

/** What the command is told of the message. A key or trace context that is no short text has no variable. */
function messageVariables(delivery: Delivery): Record<string, string> {
  const { topic, partition, offset, timestamp, key, value } = delivery;
  const texts = {
    MESSAGE_KEY: key ?? undefined,
    TRACEPARENT: headerBytes(delivery, 'traceparent'),
    TRACESTATE: headerBytes(delivery, 'tracestate'),
  };
  return {
    MESSAGE_TOPIC: topic,
    MESSAGE_PARTITION: String(partition),
    MESSAGE_OFFSET: String(offset),
    MESSAGE_TIMESTAMP: new Date(timestamp).toISOString(),
    MESSAGE_ATTEMPT: String(attemptOf(delivery)),
    MESSAGE_VALUE_IS_NULL: String(value === null),
    ...Object.fromEntries(
      Object.entries(texts).flatMap(([name, bytes]) => {
        const text = bytes === undefined ? undefined : shortText(bytes);
        return text === undefined ? [] : [[name, text]];
      }),
    ),
  };
}

/** Every byte of key and headers: a header is `[name, value in Base64 or null]`. */
function messageFiles({ key, headers }: Delivery, folder: string): Record<string, string> {
  const headersFile = join(folder, 'headers.json');
  writeFileSync(
    headersFile,
    JSON.stringify(headers.map(([name, one]) => [name, one?.toString('base64') ?? null])),
  );
  if (key === null) return { MESSAGE_HEADERS_FILE: headersFile };
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, key);
  return { MESSAGE_HEADERS_FILE: headersFile, MESSAGE_KEY_FILE: keyFile };
}

function headerBytes({ headers }: Delivery, name: string): Buffer | undefined {
  return headers.findLast(([one]) => one === name)?.[1] ?? undefined;
}

/** Undefined where the bytes are long, are not UTF-8, or have a zero byte, which no variable can hold. */
function shortText(bytes: Buffer): string | undefined {
  if (bytes.length > longestVariable || bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
