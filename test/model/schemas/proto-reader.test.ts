import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type FileDescriptorProto,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { afterAll, describe, expect, test } from '@jest/globals';
import { fileProto } from '../../../lib/model/schemas/protobuf/descriptor.ts';
import { ProtoLinker } from '../../../lib/model/schemas/protobuf/link.ts';
import { optionsFile } from '../../../lib/model/schemas/protobuf/linked.ts';
import { optionsProto } from '../../../lib/model/messages/protobuf-options.ts';

interface Texts {
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
  /** Right for protoc, and not read here (decision 0022). */
  readonly refusedHereAlone: readonly string[];
}

const { accepted, refused, refusedHereAlone } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/proto-texts.json'), 'utf8'),
) as Texts;

const link = (proto: string, path = 'value.proto') => new ProtoLinker([]).link({ path, proto });

test.each(accepted.map((text) => [text]))('is read: %j', (text) => {
  expect(link(text).faults).toEqual([]);
});

test.each([...refused, ...refusedHereAlone].map((text) => [text]))('is refused: %j', (text) => {
  const { faults } = link(text);
  expect(faults.length).toBeGreaterThan(0);
  for (const { at, what } of faults) {
    expect(what).not.toBe('');
    expect(at).toBeLessThanOrEqual(text.length);
  }
});

const folders: string[] = [];
afterAll(() => folders.forEach((one) => rmSync(one, { recursive: true, force: true })));

/** A module of texts, and of the options that the package has. */
function moduleOf(texts: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'protos-'));
  folders.push(folder);
  for (const [name, text] of [
    ...texts,
    ['buf.yaml', 'version: v2\n'],
    [optionsFile, optionsProto],
  ] as const) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Where the compiler is; undefined where its package for this platform is not installed. */
function compiler(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    const buf = require.resolve('@bufbuild/buf/bin/buf');
    execFileSync(process.execPath, [buf, '--version'], { stdio: 'ignore' });
    return buf;
  } catch {
    process.stderr.write('Without @bufbuild/buf no compiler reads the .proto texts.\n');
    return undefined;
  }
}

const buf = compiler();
(buf === undefined ? describe.skip : describe)('as the compiler buf', () => {
  const run = (folder: string) => {
    const args = [buf ?? '', 'build', '.', '--exclude-source-info', '-o', '-#format=binpb'];
    const cache = { ...process.env, BUF_CACHE_DIR: join(folder, '.cache') };
    try {
      const bytes = execFileSync(process.execPath, args, { cwd: folder, stdio: 'pipe', env: cache });
      return { files: fromBinary(FileDescriptorSetSchema, bytes).file, wrong: new Set<string>() };
    } catch (error) {
      const lines = String((error as { stderr: Buffer }).stderr).split('\n');
      return { files: [], wrong: new Set(lines.map((one) => one.split(':')[0] ?? '')) };
    }
  };

  /** Those that can be compiled at once, each in a package of its own. Others name the outermost scope. */
  const together = (texts: readonly string[]): Map<string, string> =>
    new Map(
      texts.flatMap((text, index): [string, string][] =>
        isAlone(text) ? [] : [[`t${index}.proto`, text.replace('\n', `\npackage p${index};\n`)]],
      ),
    );
  const isAlone = (text: string) =>
    /package|[ (]\.[A-Za-z]|message (?:google|workstreams) |^(?!syntax = "proto3";\n)/.test(text);

  test('refuses the same texts', () => {
    const texts = together(refused);
    const { wrong } = run(moduleOf(texts));
    expect([...texts.keys()].filter((name) => !wrong.has(name))).toEqual([]);
    for (const text of refused.filter(isAlone))
      expect([text, run(moduleOf(new Map([['value.proto', text]]))).files]).toEqual([text, []]);
  });

  test('reads the same texts, and makes the same descriptors of them', () => {
    const texts = together(accepted);
    const { files, wrong } = run(moduleOf(texts));
    expect([...wrong]).toEqual([]);
    const theirs = new Map(files.map((one) => [one.name, one]));
    expect(texts.size).toBeGreaterThan(100);
    for (const [name, text] of texts) {
      const ours = fileProto(link(text, name));
      expect([text, plain(ours)]).toEqual([text, plain(theirs.get(name))]);
    }
    for (const text of accepted.filter(isAlone)) {
      const { files: made } = run(moduleOf(new Map([['value.proto', text]])));
      const file = made.find(({ name }) => name === 'value.proto');
      expect([text, plain(fileProto(link(text)))]).toEqual([text, plain(file)]);
    }
  });
});

/** Without options, which no value depends on, and with the messages of maps in one order. */
function plain(file: FileDescriptorProto | undefined): unknown {
  if (file === undefined) return undefined;
  const inOrder = (message: DescriptorProto): void => {
    message.nestedType.sort((a, b) => (a.name < b.name ? -1 : 1));
    message.nestedType.forEach(inOrder);
  };
  file.messageType.forEach(inOrder);
  const text = JSON.stringify(
    { ...file, dependency: file.dependency.filter((one) => one !== optionsFile) },
    (key, value: unknown) =>
      ['options', '$typeName', '$unknown'].includes(key) || (key === 'package' && value === '')
        ? undefined
        : value,
  );
  return JSON.parse(text) as unknown;
}
