import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ofNoContract, writeEnvironments } from './environments.ts';

const capabilities = [
  'transformation',
  'billing',
  'catalog',
  'claims',
  'compliance',
  'customer-care',
  'delivery',
  'discovery',
  'finance',
  'fraud',
  'identity',
  'inventory',
  'logistics',
  'marketing',
  'onboarding',
  'payments',
  'planning',
  'procurement',
  'quality',
  'reporting',
];
const executors = [
  { executorClass: 'toolrun', service: 'toolrun-executor' },
  { executorClass: 'agentwork', service: 'agentwork-executor' },
];
const kinds = ['verify', 'generate', 'coder', 'index', 'export', 'import', 'review', 'scan', 'test', 'pack'];
const teams = ['transformation-platform', 'billing-core', 'care', 'data-delivery', 'risk', 'trust', 'growth'];
const retentions = ['7d', '6d', '5d', '3d', '36h', '1d'];
const partitions = [
  '{ default: 1, staging: 3, prod: 6 }',
  '{ default: 1, prod: 12 }',
  '{ default: 2, staging: 4, prod: 8 }',
  '1',
  '3',
];

/**
 * Writes a repository of `count` queues, like the shipped ones and each of another name, with the shipped
 * environments and shared message schema.
 * @param shipped the folder with the shipped `contracts/` and `environments/`
 */
export function generateRepository(shipped: string, root: string, count: number): void {
  for (const part of ['messages', 'system.yaml'].map((name) => `contracts/workrequests/${name}`)) {
    cpSync(join(shipped, part), join(root, part), { recursive: true });
  }
  // At most 12 partitions, twice while a rename goes on, and one for the dead letters.
  const budget = `partitionBudget: ${Math.max(12_000, count * 25)}`;
  writeEnvironments(shipped, root, 'workrequests', (text) => {
    const raised = ofNoContract(text)
      .replace(/partitionBudget: [0-9]+/, budget)
      .replace(/storageBudget: [0-9A-Za-z]+/, 'storageBudget: 1024TiB')
      // No generated queue has an executor.
      .replace('placeholders: refused', 'placeholders: allowed');
    if (!raised.includes(budget)) throw new Error('an environment has no partition budget');
    return raised;
  });
  const like = 'contracts/workrequests/transformation/work/toolrun.verify/v1';
  const schema = readJson(join(shipped, like, 'value.schema.json'));
  const sample = readJson(join(shipped, like, 'samples/smallest.json'));
  for (let index = 0; index < count; index += 1) {
    const queue = queueAt(index);
    const folder = join(root, 'contracts/workrequests', queue.capability, 'work', queue.topic, 'v1');
    mkdirSync(join(folder, 'samples'), { recursive: true });
    writeFileSync(join(folder, 'contract.yaml'), contractText(queue));
    writeFileSync(join(folder, 'value.schema.json'), schemaText(schema, queue));
    writeFileSync(join(folder, 'samples/smallest.json'), sampleText(sample, queue));
  }
}

interface Queue {
  readonly index: number;
  readonly capability: string;
  readonly executorClass: string;
  readonly executorKind: string;
  readonly service: string;
  /** `toolrun.verify-1` */
  readonly topic: string;
}

function queueAt(index: number): Queue {
  const { executorClass, service } = pick(executors, index);
  const capability = pick(capabilities, Math.floor(index / executors.length));
  const round = Math.floor(index / (executors.length * capabilities.length));
  const executorKind = `${pick(kinds, round)}-${Math.floor(round / kinds.length) + 1}`;
  return {
    index,
    capability,
    executorClass,
    executorKind,
    service,
    topic: `${executorClass}.${executorKind}`,
  };
}

/** Some properties go in step with the index, so that each combines with each over the whole. */
function contractText({ index, capability, executorClass, executorKind, service, topic }: Queue): string {
  const team = pick(teams, index);
  const old = `${executorClass}.${capability}.${executorKind}.v1`;
  const renamedFrom = `renamedFrom:
  topic: ${old}
  object: ${old.replaceAll('-', '--').replaceAll('.', '-')}
`;
  return `# yaml-language-server: $schema=../../../../../../schemas/contract.schema.json
apiVersion: workstreams.io/v1
kind: Contract
purpose: "Work requests of ${capability}: what ${topic} does for it"
owner:
  team: ${team}
  onCall: ${team}-primary
  channel: "#${team}"
classification: ${pick(['internal', 'confidential', 'restricted'], index)}
pii: none
key:
  field: workRequestId
  why: Deliveries of one request stay in order; requests do not wait for each other
partitions: ${pick(partitions, index)}
retention: ${pick(retentions, index)}
maxMessageSize: ${pick(['64KiB', '256KiB', '1MiB'], index)}
load: { messagesPerSecond: ${1 + (index % 9)}, bytesPerMessage: 2KiB }
serviceLevels: { produceWithin: 1s, consumeWithin: 10m, alertLag: 100 }
schema: { format: json-schema, compatibility: full }
deadLetter:
  triage: The on-call of the team reads it in the workbench, fixes the cause, and asks the domain to request the work again
scaling:
  messagesPerJob: ${1 + (index % 3)}
  deadline: ${pick(['30m', '1h', '10m'], index)}
producers:
  - service: transformation-domain
consumers:
  - service: ${service}
${index % 2 === 0 ? renamedFrom : ''}lifecycle: { state: active }
`;
}

function schemaText(shipped: Json, { topic, capability, executorClass, executorKind }: Queue): string {
  return jsonText({
    ...shipped,
    title: `WorkRequestQueueMessage on ${capability}.${topic}.v1`,
    properties: {
      capability: { const: capability },
      executorClass: { const: executorClass },
      executorKind: { const: executorKind },
    },
  });
}

function sampleText(shipped: Json, { capability, executorClass, executorKind }: Queue): string {
  return jsonText({ ...shipped, capability, executorClass, executorKind });
}

type Json = Readonly<Record<string, unknown>>;

function readJson(path: string): Json {
  return JSON.parse(readFileSync(path, 'utf8')) as Json;
}

function jsonText(value: Json): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function pick<T>(from: readonly T[], index: number): T {
  const item = from[index % from.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
