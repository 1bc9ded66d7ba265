/** A dead letter whose failure is told in its value. */
export const deadLetterEnvelope = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:workstreams:DeadLetterEnvelope:v1',
  title: 'DeadLetterEnvelope',
  description:
    'A dead letter as one value, for readers that get no headers: why the message failed, and the message byte for byte. A contract chooses it with deadLetter.schema.',
  type: 'object',
  required: ['failure', 'key', 'value'],
  properties: {
    failure: {
      description: 'The failure headers.',
      $ref: 'urn:workstreams:FailureHeaders:v1',
    },
    headers: {
      description: 'The headers that the message had before it failed.',
      type: 'object',
      additionalProperties: {
        type: 'string',
      },
    },
    key: {
      description: "The message's key in Base64; null where it has none.",
      type: ['string', 'null'],
      contentEncoding: 'base64',
    },
    value: {
      description: "The message's value in Base64; null where it is a tombstone.",
      type: ['string', 'null'],
      contentEncoding: 'base64',
    },
  },
  additionalProperties: false,
};
