import type { JsonSchemaFile } from '../terms/contract.ts';
import { deadLetterEnvelope } from './dead-letter-envelope.ts';
import { failureHeaders } from './failure-headers.ts';
import { operationsJournal } from './operations-journal.ts';

/**
 * Message schemas that every stack has: a contract or a shared schema refers to them by `$id`. The package also has
 * them as files, for programs in other languages.
 */
export const builtInMessages: readonly JsonSchemaFile[] = Object.entries({
  FailureHeaders: failureHeaders,
  DeadLetterEnvelope: deadLetterEnvelope,
  OperationsJournal: operationsJournal,
}).map(([name, value]) => ({ file: `schemas/messages/${name}.v1.schema.json`, value }));
