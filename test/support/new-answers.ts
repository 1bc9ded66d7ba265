export const health = {
  system: 'ledger',
  context: 'accounts',
  class: 'evt',
  topic: 'account-health',
  purpose: 'How each account does: limit and balance',
  owner: 'ledger',
  key: 'accountId',
  producers: 'booking',
  consumers: 'reminders',
};
export const lint = {
  context: 'depot',
  executorClass: 'vision',
  kind: 'lint',
  purpose: 'Code that a tool lints',
};

/** A message that the queues of a system may share; `new queue` knows what it holds. */
export const sharedMessage = 'contracts/sorting/messages/WorkRequestQueueMessage.v1.schema.json';
export const sharedMessageText = JSON.stringify({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:workstreams:sorting:WorkRequestQueueMessage:v1',
  title: 'WorkRequestQueueMessage',
  type: 'object',
  required: ['workRequestId', 'schemaVersion'],
  properties: {
    workRequestId: { description: 'The request, and the message key.', type: 'string', format: 'uuid' },
    schemaVersion: { description: 'Which minor of this schema.', type: 'string', pattern: '^1[.][0-9]+$' },
  },
});
