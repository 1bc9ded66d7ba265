/** Headers of a message that failed: what consumers, dispatchers and whoever reads dead letters agree on. */
export const failureHeaders = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:workstreams:FailureHeaders:v1',
  title: 'FailureHeaders',
  description:
    'Headers that a message gets on its way through retries to the dead letter topic, beside those that it had. Its key, its value and its earlier headers stay unchanged. Names and values of headers are text: here they are an object of strings.',
  type: 'object',
  required: [
    'x-failure-class',
    'x-failure-reason',
    'x-attempt',
    'x-first-seen-ts',
    'x-last-seen-ts',
    'x-source-topic',
    'x-source-partition',
    'x-source-offset',
    'x-consumer-group',
  ],
  properties: {
    'x-failure-class': {
      description: 'Kind of the failure.',
      type: 'string',
      enum: [
        'unavailable',
        'timeout',
        'throttled',
        'schema-invalid',
        'header-mismatch',
        'signature-invalid',
        'key-destroyed',
        'rejected',
        'defect',
      ],
    },
    'x-failure-reason': {
      description: 'First line of the error, redacted: no part of the value.',
      type: 'string',
      minLength: 1,
      maxLength: 500,
    },
    'x-attempt': {
      description: 'Number of the delivery that failed, from 1.',
      type: 'string',
      pattern: '^[1-9][0-9]?$',
      maxLength: 2,
    },
    'x-first-seen-ts': {
      description: 'When the message was first delivered.',
      type: 'string',
      format: 'date-time',
    },
    'x-last-seen-ts': {
      description: 'When the last delivery failed.',
      type: 'string',
      format: 'date-time',
    },
    'x-next-at': {
      description:
        'The dispatcher does not write the message to its topic again before this time. Absent on dead letters.',
      type: 'string',
      format: 'date-time',
    },
    'x-source-topic': {
      description: 'Topic that the message came from.',
      type: 'string',
      minLength: 1,
      maxLength: 249,
    },
    'x-source-partition': {
      description: 'Partition there.',
      type: 'string',
      pattern: '^[0-9]{1,6}$',
      maxLength: 6,
    },
    'x-source-offset': {
      description: 'Offset there.',
      type: 'string',
      pattern: '^[0-9]{1,19}$',
      maxLength: 19,
    },
    'x-consumer-group': {
      description:
        'Consumer group that failed. The other groups of the topic skip the message when it returns.',
      type: 'string',
      minLength: 1,
      maxLength: 249,
    },
  },
  additionalProperties: {
    type: 'string',
  },
};
