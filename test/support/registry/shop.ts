import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../repository.ts';
import type { StackCopy } from '../stack-copy.ts';

const topic = 'contracts/shop/sales/evt/orders/v1';

/** A stack of one topic: a key, a value, and a message that the value names. `qa` has a registry. */
export function writeShop(copy: StackCopy): void {
  const environment = readFileSync(join(repository, 'test/package/stack/environments/qa.yaml'), 'utf8');
  copy.write(
    'environments/qa.yaml',
    `${environment.replace(/^# yaml-language-server.*\n/, '')}
schemaRegistry:
  url: http://registry.example.com
  authentication: { type: none }
  registration: { by: pipeline }
  reach:
    - { why: The registry, namespace: registry, labels: { app: registry }, ports: [8080] }
`,
  );
  copy.write(
    'contracts/shop/system.yaml',
    `apiVersion: workstreams.io/v1
kind: System
purpose: Sells things
naming:
  topic: "{system}.{topic}[.v{version}]"
services:
  checkout: { purpose: Takes orders }
`,
  );
  copy.write(
    `${topic}/contract.yaml`,
    `apiVersion: workstreams.io/v1
kind: Contract
purpose: An order was placed
owner: { team: shop, onCall: shop-primary, channel: "#shop" }
classification: internal
pii: none
key: { field: id, why: What happens to one order stays in order }
partitions: 1
maxMessageSize: 64KiB
load: { messagesPerSecond: 1, bytesPerMessage: 200B }
serviceLevels: { produceWithin: 5s, consumeWithin: 5m, alertLag: 600 }
schema: { format: json-schema, compatibility: backward }
producers: [{ service: checkout }]
consumers: []
lifecycle: { state: active }
`,
  );
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  const json = (file: string, value: unknown) => copy.write(file, `${JSON.stringify(value, undefined, 2)}\n`);
  json('contracts/shop/messages/Currency.v1.schema.json', {
    $schema,
    $id: 'urn:shop:Currency:v1',
    type: 'string',
  });
  json(`${topic}/value.schema.json`, {
    $schema,
    title: 'Order',
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string' }, in: { $ref: 'urn:shop:Currency:v1' } },
  });
  json(`${topic}/key.schema.json`, { $schema, title: 'OrderKey', type: 'string' });
  json(`${topic}/samples/one.json`, { id: 'o-1', in: 'EUR' });
}
