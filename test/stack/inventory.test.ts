import { expect, test } from '@jest/globals';
import { inventoryMarkdown, inventoryOf } from '../../lib/reports/inventory.ts';
import { resolvedIn } from '../support/shipped.ts';

// The journal is ours: what the tools for dead letters and replays keep is no topic of the seed.
test('topics of services are in the shape of the Event Streams catalogue, as the seed has them', () => {
  const prod = resolvedIn('prod');
  const somastack = {
    ...prod,
    systems: prod.systems.filter(({ declaration }) => declaration.id === 'somastack'),
  };
  expect(inventoryMarkdown([somastack], inventoryOf(somastack))).toBe(`# Inventory

## somastack in prod

| Topic | Producer | Consumer | Retention | Payload schema | Notes |
|---|---|---|---|---|---|
| \`somastack.events.audit\` | gateway | analytics-pipeline | 30d | AuditEvent | – |
| \`somastack.operations.journal\` | – | – | 2d | OperationsJournalRecord | – |
| \`somastack.tool_results\` | tool-executor | gateway | 7d | ToolResult | – |
| \`somastack.delegation\` | gateway; scheduler | delegation-worker | 3d | DelegatedTask | – |
| \`somastack.memories\` | gateway | memory-ingestion | 1d | MemoryWrite | – |
| \`somastack.tools\` | gateway | tool-executor | 7d | ToolInvocation | – |

Besides, 3 topics for retries and dead letters.
`);
});

test('queues are in the shape of the WorkRequests inventory, as the seed has them', () => {
  const dev = resolvedIn('dev');
  const queues = {
    ...dev,
    systems: dev.systems.filter(({ declaration }) => declaration.id === 'workrequests'),
  };
  expect(inventoryMarkdown([queues], inventoryOf(queues))).toBe(`# Inventory

Work queues are enabled in:

- \`dev\`: topics on, workbench on, ScaledJobs off

## workrequests in dev

| Queue purpose | Kafka topic | KafkaTopic resource | KEDA ScaledJob | Consumer group | Notes |
|---|---|---|---|---|---|
| Work requests that a coding agent carries out for the transformation capability | \`transformation.agentwork.coder.v1\` | \`KafkaTopic/transformation-agentwork-coder-v1\` | – | \`workrequests-agentwork-coder-v1\` | – |
| Work requests that a coding agent carries out for the transformation capability | \`agentwork.coder.v1\` | \`KafkaTopic/agentwork-coder-v1\` | – | \`workrequests-agentwork-coder-v1\` | – |
| Work requests that a tool generates from: code and documents of the transformation capability | \`transformation.toolrun.generate.v1\` | \`KafkaTopic/transformation-toolrun-generate-v1\` | – | \`workrequests-toolrun-generate-v1\` | – |
| Work requests that a tool generates from: code and documents of the transformation capability | \`toolrun.generate.v1\` | \`KafkaTopic/toolrun-generate-v1\` | – | \`workrequests-toolrun-generate-v1\` | – |
| Work requests that a tool verifies: checks of what the transformation capability produced | \`transformation.toolrun.verify.v1\` | \`KafkaTopic/transformation-toolrun-verify-v1\` | – | \`workrequests-toolrun-verify-v1\` | – |
| Work requests that a tool verifies: checks of what the transformation capability produced | \`toolrun.verify.v1\` | \`KafkaTopic/toolrun-verify-v1\` | – | \`workrequests-toolrun-verify-v1\` | – |

Besides, 3 topics for retries and dead letters.
`);
});
