import { beforeAll, describe, expect, test } from '@jest/globals';
import { fc, seed } from '../support/property.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { check } from '../../lib/model/terms/check.ts';
import { type Contract, contractSchema } from '../../lib/model/terms/contract.ts';
import { type Environment, environmentSchema } from '../../lib/model/terms/environment.ts';
import { loadCatalog } from '../../lib/model/load-catalog.ts';
import type { Read } from '../../lib/model/text/problem.ts';
import { readYaml } from '../../lib/model/text/yaml-source.ts';
import { fixture, fixtureCopy } from '../support/fixture.ts';
import { fixtureText, judge } from '../support/judge.ts';
import { expectPlaced, mutated } from '../support/mutation.ts';
import { environmentOf } from '../support/sorting-copy.ts';

beforeAll(() => {
  process.stdout.write(`mutations: SEED=${seed}\n`);
});

/** How many mutations each file gets; 2,100 in all. */
const runs = { contract: 300, environment: 100, schema: 30 };

/**
 * Contracts of each system, whose siblings stay as they are (of parcels, those of one context), and the environment
 * that each is judged in: where much is rendered, the one with the fewest objects.
 */
const chosen = [
  ['sorting', 'vision.read-label', 'eu-prod'],
  ['ledger', 'invoices', 'eu-prod'],
  ['ledger', 'postings', 'qa'],
  ['legacy', 'customers', 'eu-prod'],
  ['parcels', 'parcel-scanned', 'dev'],
] as const;

function contractOf(system: string, topic: string): Contract {
  const found = fixture().catalog.contracts.find(
    ({ address }) => address.system === system && address.topic === topic,
  );
  if (found === undefined) throw new Error(`no contract ${system} ${topic}`);
  return found;
}

/** A small catalogue around a contract, which it replaces. */
function around(contract: Contract) {
  const { contracts, systems: declared, messages } = fixture().catalog;
  const { system, context } = contract.address;
  const siblings = contracts.filter(
    ({ address, source }) =>
      address.system === system && address.context === context && source.file !== contract.source.file,
  );
  return catalogOf(
    [contract, ...siblings],
    declared.filter(({ id }) => id === system),
    messages,
  );
}

/** An environment's file without entries of other systems than this one. */
function environmentText(system: string, name: string): { readonly file: string; readonly text: string } {
  const file = `environments/${name}.yaml`;
  return { file, text: environmentOf(system, fixtureText(file) ?? '') };
}

function readEnvironment(file: string, text: string): Read<Environment> {
  const source = readYaml(file, text);
  const terms = source.ok ? check(environmentSchema, source.value) : source;
  return source.ok && terms.ok
    ? { ok: true, value: { ...terms.value, source: source.value } }
    : { ok: false, problems: terms.ok ? [] : terms.problems };
}

/** Runs mutations of a text; every one renders, or is refused with a place. Some of each kind must be among them. */
function judgeMutations(
  file: string,
  text: string,
  numRuns: number,
  run: (spoiled: string) => { errors: Parameters<typeof expectPlaced>[0]; rendered: number },
): void {
  const count = { rendered: 0, refused: 0 };
  fc.assert(
    fc.property(mutated(text), (spoiled) => {
      const { errors, rendered } = run(spoiled);
      if (rendered > 0) {
        count.rendered += 1;
      } else {
        count.refused += 1;
        expectPlaced(errors, (name) => (name === file ? spoiled : fixtureText(name)));
      }
    }),
    { numRuns, seed },
  );
  expect(count.rendered).toBeGreaterThan(0);
  expect(count.refused).toBeGreaterThan(0);
}

describe('a spoiled contract renders, or is refused with a place; nothing throws', () => {
  test.each(chosen)('%s, %s', (system, topic, name) => {
    const contract = contractOf(system, topic);
    const { file } = contract.source;
    const { file: ofEnvironment, text } = environmentText(system, name);
    const read = readEnvironment(ofEnvironment, text);
    if (!read.ok) throw new Error(`${ofEnvironment} is not read`);
    const environment = read.value;
    expect(judge(around(contract), environment).errors).toEqual([]);
    judgeMutations(file, fixtureText(file) ?? '', runs.contract, (spoiled) => {
      const source = readYaml(file, spoiled);
      const terms = source.ok ? check(contractSchema, source.value) : source;
      if (!source.ok || !terms.ok) return { errors: terms.ok ? [] : terms.problems, rendered: 0 };
      const changed = { ...contract, terms: terms.value, source: source.value };
      const { errors, units } = judge(around(changed), environment);
      return { errors, rendered: units.length };
    });
  });
});

describe('a spoiled environment renders, or is refused with a place; nothing throws', () => {
  const catalog = () => around(contractOf('ledger', 'invoices'));
  test.each(['dev', 'qa', 'eu-prod'])('%s', (name) => {
    const { file, text } = environmentText('ledger', name);
    judgeMutations(file, text, runs.environment, (spoiled) => {
      const read = readEnvironment(file, spoiled);
      if (!read.ok) return { errors: read.problems, rendered: 0 };
      const { errors, units } = judge(catalog(), read.value);
      return { errors, rendered: units.length };
    });
  });
});

describe('a spoiled schema or sample is read, or refused with a place; nothing throws', () => {
  test.each(chosen)('%s, %s', (system, topic, _environment) => {
    const contract = contractOf(system, topic);
    const sample = contract.samples[0];
    if (sample === undefined) throw new Error('no sample');
    const copy = fixtureCopy();
    try {
      for (const { id } of fixture().catalog.systems) if (id !== system) copy.remove(`contracts/${id}`);
      for (const { file } of [contract.valueSchema, sample]) {
        const text = fixtureText(file) ?? '';
        judgeMutations(file, text, runs.schema, (spoiled) => {
          copy.write(file, spoiled);
          const read = loadCatalog(copy.root);
          return read.ok
            ? { errors: [], rendered: read.value.contracts.length }
            : { errors: read.problems, rendered: 0 };
        });
        copy.write(file, text);
      }
    } finally {
      copy.dispose();
    }
  });
});
