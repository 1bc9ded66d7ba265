import {
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonObject,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { protobufBreaks } from '../../lib/governance/protobuf/compatibility.ts';
import type { Compatibility } from '../../lib/governance/both-ways.ts';
import { descriptorOf } from '../../lib/model/schemas/protobuf/descriptor.ts';
import { protoSchema } from '../../lib/model/schemas/protobuf/schema.ts';
import { messageOf, protoPair, textOf } from '../support/random-protos.ts';
import { protoPairs } from '../support/proto-pairs.ts';

const side = (proto: string) => ({ value: { path: 'value.proto', proto }, shared: [] });

function said(old: string, next: string, mode: Compatibility): string[] {
  return protobufBreaks(side(old), side(next), mode).map(({ field, what }) => `${field}: ${what}`);
}

const before = ': readers would refuse what was written before';
const after = ': readers would refuse what is written from now on';

describe('a change and what it breaks', () => {
  test('has an answer of at least 60 pairs, each once', () => {
    expect(new Set(protoPairs.map(({ what }) => what)).size).toBe(protoPairs.length);
    expect(protoPairs.length).toBeGreaterThanOrEqual(60);
  });

  test.each(protoPairs)('$what', ({ old, next, backward, forward, kept = [] }) => {
    const [older, newer] = [backward.map((one) => one + before), forward.map((one) => one + after)];
    expect(said(old, next, 'backward')).toEqual([...older, ...kept]);
    expect(said(old, next, 'forward')).toEqual([...newer, ...kept]);
    expect(said(old, next, 'full')).toEqual([...older, ...newer, ...kept]);
    expect(said(old, next, 'none')).toEqual([]);
  });
});

const schemaIn = (text: string) => {
  const read = protoSchema({ path: 'value.proto', proto: text }, []);
  if (!read.ok) throw new Error(`${read.error}\n${text}`);
  return descriptorOf(read.value.file, read.value.root);
};

/** What the reader has of a message is what the writer wrote, as far as the reader has fields with these numbers. */
function expectSame(reader: DescMessage, read: JsonObject, writer: DescMessage, written: JsonObject): void {
  const left = new Set(Object.keys(read));
  for (const field of writer.fields) {
    const known = reader.fields.find(({ number }) => number === field.number);
    if (known === undefined) continue;
    left.delete(known.jsonName);
    const [has, wanted] = [read[known.jsonName], written[field.jsonName]];
    const inner = (a: unknown, b: unknown): void => {
      if (field.message !== undefined && known.message !== undefined)
        expectSame(known.message, a as JsonObject, field.message, b as JsonObject);
      // Numbers of 64 bits are text.
      else expect(String(a)).toBe(String(b));
    };
    expect(has === undefined).toBe(wanted === undefined);
    if (has === undefined || wanted === undefined) continue;
    if (field.fieldKind === 'list' || field.fieldKind === 'map') {
      const [ours, theirs] = [Object.entries(has as JsonObject), Object.entries(wanted as JsonObject)];
      expect(ours.map(([key]) => key)).toEqual(theirs.map(([key]) => key));
      for (const [index, [, one]] of ours.entries()) inner(one, theirs[index]?.[1]);
    } else inner(has, wanted);
  }
  expect([...left]).toEqual([]);
}

describe('any schema', () => {
  test('is compatible with itself in every mode', () => {
    fc.assert(
      fc.property(protoPair, ([schema]) => {
        expect(said(textOf(schema), textOf(schema), 'full')).toEqual([]);
      }),
    );
  });

  test('what is judged compatible reads every message that was written, on the wire and in JSON', () => {
    const seen = { compatible: 0, broken: 0 };
    fc.assert(
      fc.property(protoPair, fc.boolean(), fc.integer(), ([old, next], isForward, seed) => {
        const [was, is] = [textOf(old), textOf(next, old)];
        if (said(was, is, isForward ? 'forward' : 'backward').length > 0) {
          seen.broken += 1;
          return;
        }
        seen.compatible += 1;
        const [writer, reader] = isForward ? [schemaIn(is), schemaIn(was)] : [schemaIn(was), schemaIn(is)];
        let at = seed >>> 0;
        const pick = (below: number): number => {
          at = (Math.imul(at, 1_664_525) + 1_013_904_223) >>> 0;
          return Math.floor((at / 2 ** 32) * below);
        };
        for (let index = 0; index < 20; index += 1) {
          const value = messageOf(isForward ? next : old, pick);
          const message = fromJson(writer, value as JsonObject);
          const written = toJson(writer, message) as JsonObject;
          const onWire = toJson(reader, fromBinary(reader, toBinary(writer, message))) as JsonObject;
          expectSame(reader, onWire, writer, written);
          const inJson = fromJson(reader, written, { ignoreUnknownFields: true });
          expect(toJson(reader, inJson)).toEqual(onWire);
        }
      }),
      { numRuns: Number(process.env['PROTO_PAIRS'] ?? 800) },
    );
    expect(seen.compatible).toBeGreaterThan(100);
    expect(seen.broken).toBeGreaterThan(100);
  });
});
