/** `$id` of the schema that a system's queues may share. */
export function sharedMessageOf(system: string): string {
  return `urn:workstreams:${system}:WorkRequestQueueMessage:v1`;
}

/** A queue's schema and messages on it: the message that all queues share, and what this queue alone accepts. */
export function queueMessage(
  system: string,
  parts: { readonly capability: string; readonly executorClass: string; readonly executorKind: string },
  producer: string,
): { readonly valueSchema: object; readonly samples: Record<string, object> } {
  const { capability, executorClass, executorKind } = parts;
  const constants = Object.entries({ capability, executorClass, executorKind });
  const id = '01900000-0000-7000-8000-000000000001';
  const smallest = {
    schemaVersion: '1.0',
    workRequestId: id,
    capability,
    executorClass,
    executorKind,
    tenantId: 'tenant-a',
    requestedBy: { service: producer },
    requestedAt: '2026-01-01T00:00:00Z',
    deadline: '2026-01-01T01:00:00Z',
    correlationId: 'example-1',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    input: { uri: `s3://work-input/tenant-a/${id}/input`, sha256: 'a'.repeat(64) },
    evidence: { uri: `s3://work-evidence/tenant-a/${id}/` },
  };
  return {
    valueSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: `WorkRequestQueueMessage on ${capability}.${executorClass}.${executorKind}.v1`,
      description:
        "The shared message, and what this queue alone accepts: a message on another executor's queue is refused by its producer.",
      $ref: sharedMessageOf(system),
      type: 'object',
      properties: Object.fromEntries(constants.map(([key, value]) => [key, { const: value }])),
    },
    samples: {
      smallest,
      'every-field': {
        ...smallest,
        requestedBy: { ...smallest.requestedBy, processInstanceId: 'example-process-1' },
        input: { ...smallest.input, mediaType: 'application/gzip' },
        priority: 2,
        parameters: { example: 'what this executor is told besides' },
      },
      // A producer that is ahead: readers pass over what they do not know.
      'from-a-later-minor': { ...smallest, schemaVersion: '1.1', laterField: 'not known yet' },
    },
  };
}
