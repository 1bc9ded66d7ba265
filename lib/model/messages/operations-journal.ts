/** A record of the journal: how far an operation has come. */
export const operationsJournal = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:workstreams:OperationsJournal:v1',
  title: 'OperationsJournal',
  description:
    'What the commands dead-letters and replay have done (decision 0025). The last record of a key is the whole state of what it is about. Only these commands write it.',
  type: 'object',
  required: ['subject', 'writtenAt', 'state'],
  properties: {
    subject: {
      description:
        'What the record is about, and its key: dead-letters/<topic>/<partition>, or replay/<session>.',
      type: 'string',
      minLength: 1,
      maxLength: 600,
    },
    writtenAt: {
      description: 'When it was written.',
      type: 'string',
      format: 'date-time',
    },
    by: {
      description: 'Who asked for it.',
      type: 'string',
      maxLength: 200,
      'x-pii': 'low',
    },
    state: {
      description: 'How far it has come. Its fields belong to the command that wrote it.',
      type: 'object',
      additionalProperties: true,
    },
  },
  additionalProperties: false,
};
