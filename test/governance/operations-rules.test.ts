import { describe, expect, test } from '@jest/globals';
import type { Contract } from '../../lib/model/terms/contract.ts';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import type { OperationsTerms } from '../../lib/model/terms/operations-terms.ts';
import type { Service, SystemDeclaration } from '../../lib/model/terms/system.ts';
import { builtInMessages } from '../../lib/model/messages/built-in.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { checkCatalog } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import { plainSystem, smallContract, smallEnvironment } from '../support/small-stack.ts';

const draft = 'https://json-schema.org/draft/2020-12/schema';
const desk: Service = {
  id: 'desk',
  purpose: 'Repairs',
  duties: [{ duty: 'dead letter operator', topics: 'all' }],
};

function shop(operations?: OperationsTerms, services: readonly Service[] = [desk]): SystemDeclaration {
  const system = plainSystem('shop', services);
  return operations === undefined ? system : { ...system, operations };
}

function topic(address: string, schema: unknown, props: Partial<ContractProps> = {}): Contract {
  const contract = smallContract(address, props);
  return { ...contract, valueSchema: { ...contract.valueSchema, value: schema } };
}

const plain = { format: 'json-schema', compatibility: 'backward', wireFormat: 'plain' } as const;
const subject = { key: { field: 'subject', why: 'One state each' }, schema: plain };
const journal = topic(
  'shop/desk/ctl/journal/v1',
  { $schema: draft, $ref: 'urn:workstreams:OperationsJournal:v1' },
  { ...subject, cleanup: 'compact' },
);
const reports = topic(
  'shop/desk/aud/reports/v1',
  {
    $schema: draft,
    type: 'object',
    required: ['topic', 'count', 'by'],
    properties: {
      topic: { type: 'string' },
      count: { type: 'integer' },
      by: { type: 'string', pattern: '^by ' },
    },
    additionalProperties: false,
  },
  { key: { field: 'topic', why: 'In order' } },
);

function said(id: string, system: SystemDeclaration, contracts: readonly Contract[]): string[] {
  const rule = rules.filter((one) => one.id === id);
  const shared = builtInMessages.map((one) => ({ system: undefined, ...one }));
  const view = {
    catalog: catalogOf(contracts, [system], shared),
    environments: [smallEnvironment()],
    environmentNames: ['qa'],
    today: '2026-11-21',
  };
  return checkCatalog(view, rule).map(
    ({ key, what, fix, level = 'error' }) => `${level}: ${key}: ${what} / ${fix}`,
  );
}

describe('known-operations-topic', () => {
  const rule = 'known-operations-topic';

  test('is silent on topics of the system, and where a system names none', () => {
    expect(said(rule, shop({ journal: 'journal', audit: { topic: 'reports' } }), [journal, reports])).toEqual(
      [],
    );
    expect(said(rule, shop(), [journal])).toEqual([]);
  });

  test('a topic that is not there', () => {
    expect(said(rule, shop({ journal: 'jornal' }), [journal])).toEqual([
      'error: operations.journal: no topic "jornal" in system shop / did you mean "journal"?',
    ]);
  });

  test('a name that topics of two contexts have', () => {
    const other = topic('shop/till/ctl/journal/v1', true, { ...subject, cleanup: 'compact' });
    expect(said(rule, shop({ journal: 'journal' }), [journal, other])).toEqual([
      'error: operations.journal: "journal" is the name of topics in desk/ctl and till/ctl / name one that is there once',
    ]);
  });

  test.each(['delete', 'compact,delete'] as const)('a journal with cleanup %s', (cleanup) => {
    const deleted = topic('shop/desk/ctl/journal/v1', journal.valueSchema.value, { ...subject, cleanup });
    expect(said(rule, shop({ journal: 'journal' }), [deleted])).toEqual([
      `error: cleanup: "${cleanup}" on the journal of shop: what it has done would be forgotten / write compact`,
    ]);
  });

  test('a journal whose records would begin with the id of a schema', () => {
    const registered = topic('shop/desk/ctl/journal/v1', journal.valueSchema.value, {
      ...{ ...subject, cleanup: 'compact' },
      schema: { format: 'json-schema', compatibility: 'backward' },
    });
    expect(said(rule, shop({ journal: 'journal' }), [registered])).toEqual([
      'error: schema.wireFormat: the journal of shop is written as JSON, without the id of a schema / write schema: { format: json-schema, compatibility: backward, wireFormat: plain }',
    ]);
  });

  test('audit and metrics of another class', () => {
    const operations = { journal: 'journal', audit: { topic: 'journal' }, metrics: { topic: 'reports' } };
    expect(said(rule, shop(operations), [journal, reports])).toEqual([
      'error: operations.audit.topic: "journal" is of class ctl / name a topic of class aud',
      'error: operations.metrics.topic: "reports" is of class aud / name a topic of class met',
    ]);
  });
});

describe('operations-message-fits', () => {
  const rule = 'operations-message-fits';
  const withMessage = (message: Record<string, unknown>) =>
    said(rule, shop({ journal: 'journal', audit: { topic: 'reports', message } }), [journal, reports]);

  test('is silent on a template that the schema takes', () => {
    expect(withMessage({ topic: '{topic}', count: '{redriven}', by: 'by {who}' })).toEqual([]);
  });

  test('a name that there is not', () => {
    expect(withMessage({ topic: '{topc}', count: '{redriven}', by: 'by {who}' })).toEqual([
      'error: operations.audit.message: {topc} is not a name of the audit record / did you mean "topic"?',
    ]);
  });

  test('a value that the schema refuses, and a key that is missing', () => {
    expect(withMessage({ topic: '{topic}', count: 'all {redriven}', by: 'by {who}' })).toEqual([
      'error: operations.audit.message: with a sample in it, it is not a message of reports: the value breaks #/properties/count/type / compare it with the schema of the topic',
    ]);
    expect(withMessage({ count: '{redriven}', by: 'by {who}' })).toEqual([
      'error: operations.audit.message: with a sample in it, it is not a message of reports: it has no key: topic / compare it with the schema of the topic',
    ]);
  });

  test('no template, where the topic wants another record than ours', () => {
    expect(said(rule, shop({ journal: 'journal', audit: { topic: 'reports' } }), [journal, reports])).toEqual(
      [
        'error: operations.audit: with a sample in it, it is not a message of reports: the value breaks #/required / compare it with the schema of the topic',
      ],
    );
  });

  test('a journal with another schema than ours', () => {
    const other = topic(
      'shop/desk/ctl/journal/v1',
      { $schema: draft, type: 'object', required: ['order'], properties: { subject: { type: 'string' } } },
      { ...subject, cleanup: 'compact' },
    );
    expect(said(rule, shop({ journal: 'journal' }), [other])).toEqual([
      'error: operations.journal: with a sample in it, it is not a message of journal: the value breaks #/required / let the schema of the journal be { "$ref": "urn:workstreams:OperationsJournal:v1" }, and its key.field subject',
    ]);
  });
});

describe('operator-keeps-journal', () => {
  const rule = 'operator-keeps-journal';

  test('is silent where there is a journal, and where no one would write to it', () => {
    expect(said(rule, shop({ journal: 'journal' }), [journal])).toEqual([]);
    expect(said(rule, shop(undefined, [{ id: 'desk', purpose: 'Sells' }]), [])).toEqual([]);
  });

  test.each(['dead letter operator', 'replayer'] as const)('warns of a %s without one', (duty) => {
    expect(said(rule, shop(undefined, [{ ...desk, duties: [{ duty, topics: 'all' }] }]), [])).toEqual([
      'warning: services.desk.duties: shop has no journal: redrive, discard and replay will refuse to write / name a compacted topic under operations.journal',
    ]);
  });
});
