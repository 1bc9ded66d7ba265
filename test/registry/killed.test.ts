import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StackCopy } from '../support/stack-copy.ts';
import { repository } from '../support/repository.ts';
import { workstreams } from '../support/workstreams.ts';
import {
  isWrite,
  type Recorded,
  recordingProxy,
  type RecordingProxy,
} from '../support/registry/recording-proxy.ts';
import { describeWithRegistry } from '../support/registry/suite.ts';
import { writeShop } from '../support/registry/shop.ts';

/** What a registry has: each subject with its compatibility and its versions. */
async function contentsOf(url: string): Promise<object> {
  const read = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();
  const subjects = (await read('/subjects')) as string[];
  const found: Record<string, unknown> = {};
  for (const subject of subjects.sort()) {
    const versions = (await read(`/subjects/${subject}/versions`)) as number[];
    found[subject] = {
      config: await read(`/config/${subject}`),
      versions: await Promise.all(
        versions.map(async (version) => {
          const one = (await read(`/subjects/${subject}/versions/${version}`)) as Record<string, unknown>;
          return { schema: one['schema'], references: one['references'] };
        }),
      ),
    };
  }
  return found;
}

describeWithRegistry('an apply that is killed', (registry) => {
  const copy = new StackCopy();
  beforeAll(() => writeShop(copy));
  afterAll(() => copy.dispose());

  /** Runs `apply` before a part of the registry, and kills it at one request; `answered`: after it was done. */
  async function killedAt(part: string, at: number, answered: boolean): Promise<RecordingProxy> {
    let child: ChildProcess | undefined;
    const seen: Recorded[] = [];
    const kill = (): boolean => {
      child?.kill('SIGKILL');
      return false;
    };
    const proxy = await recordingProxy(registry().url, part, {
      before: (request) => (seen.push(request) - 1 === at && !answered ? kill() : true),
      after: (request) => (seen.indexOf(request) === at && answered ? kill() : true),
    });
    const args = ['schemas', 'apply', '--env', 'qa', '--root', copy.root, '--url', proxy.url];
    child = spawn('node', [join(repository, 'bin', 'workstreams.js'), ...args], { stdio: 'ignore' });
    const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    expect(signal).toBe('SIGKILL');
    return proxy;
  }

  test('at any request is finished by the next one, with nothing done twice', async () => {
    const whole = await recordingProxy(registry().url, 'whole');
    const args = (url: string) => ['schemas', 'apply', '--env', 'qa', '--root', copy.root, '--url', url];
    expect((await workstreams(...args(whole.url))).code).toBe(0);
    const requests: Recorded[] = whole.take();
    const wanted = await contentsOf(whole.url);
    await whole.stop();
    expect(Object.keys(wanted)).toEqual([
      'shop.Currency.v1.schema.json',
      'shop.orders-key',
      'shop.orders-value',
    ]);
    expect(requests.filter(isWrite).length).toBe(6);

    // After the answer only what changes something differs from before the request.
    const places = requests.flatMap((one, at) => [
      { at, answered: false },
      ...(isWrite(one) ? [{ at, answered: true }] : []),
    ]);
    for (const { at, answered } of places) {
      const part = `killed-${at}-${answered ? 'after' : 'before'}`;
      const proxy = await killedAt(part, at, answered);
      await proxy.stop();
      const next = await recordingProxy(registry().url, part);
      const ran = await workstreams(...args(next.url));
      expect({ part, code: ran.code, stderr: ran.stderr }).toEqual({ part, code: 0, stderr: '' });
      expect({ part, contents: await contentsOf(next.url) }).toEqual({ part, contents: wanted });
      await next.stop();
    }
    expect(places.length).toBeGreaterThan(15);
  });
});
