import { readFileSync } from 'node:fs';
import { type Collection, type Document, type Filter, MongoClient, MongoParseError } from 'mongodb';
import { BSON } from 'mongodb';
import { plainJson } from './plain-json.ts';
import type { FilterTerms, SourcePosition, SourceRange, SourceTerms, TimeAs } from './session.ts';
import { type ReplaySource, SourceError, type Sourced } from './source.ts';

type Terms = Extract<SourceTerms, { readonly kind: 'mongodb' }>;

/** Milliseconds in which a server must be found. */
const patience = 15_000;

/**
 * The documents of a collection, in the order of their time and `_id`; those without a time of that type are not read. The
 * filters on time and type are asked of the server.
 *
 * @param range of a session that goes on; undefined: all that the collection has now
 * @param uriFile a file with the connection string, which is a secret
 * @throws SourceError where the server cannot be reached, or refuses; never with the connection string
 */
export async function mongodbSource(
  terms: Terms,
  filters: FilterTerms,
  range: SourceRange | undefined,
  uriFile: string,
): Promise<ReplaySource> {
  const client = clientOf(uriFile);
  try {
    const collection = client.db(terms.database).collection(terms.collection);
    const used = range ?? (await wholeCollection(collection, terms));
    return {
      range: used,
      messages: () => documentsOf(collection, terms, filters, used),
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw sourceError(error, terms);
  }
}

function clientOf(uriFile: string): MongoClient {
  let uri: string;
  try {
    uri = readFileSync(uriFile, 'utf8').trim();
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException;
    throw new SourceError(
      `MONGODB_URI_FILE: ${uriFile} cannot be read (${code}): mount the Secret that has it`,
    );
  }
  try {
    return new MongoClient(uri, { appName: 'workstreams-replay', serverSelectionTimeoutMS: patience });
  } catch {
    // The driver's words may have a part of the password.
    throw new SourceError(
      `MONGODB_URI_FILE: ${uriFile} holds no connection string of MongoDB: write mongodb://… or mongodb+srv://…`,
    );
  }
}

/** A position is that of the last document that was read; one without a document is before all. */
async function wholeCollection(collection: Collection, terms: Terms): Promise<SourceRange> {
  const { timeField } = terms;
  const last = await collection.findOne(
    { [timeField]: { $gte: leastOf[terms.timeAs] } },
    { sort: { [timeField]: -1, _id: -1 } },
  );
  return { start: {}, position: {}, end: last === null ? {} : positionOf(last, terms) };
}

/** What no time of the type is less than: comparisons of MongoDB are with values of one type. */
const leastOf: Readonly<Record<TimeAs, unknown>> = {
  date: new Date(-8.64e15),
  milliseconds: Number.MIN_SAFE_INTEGER,
  text: '',
};

function positionOf(document: Document, { timeField }: Terms): SourcePosition {
  const last = { time: fieldOf(document, timeField), id: document['_id'] as unknown };
  return { last: BSON.EJSON.stringify(last, { relaxed: false }) };
}

function fieldOf(document: Document, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((node, step) => (node as Record<string, unknown> | null | undefined)?.[step], document);
}

async function* documentsOf(
  collection: Collection,
  terms: Terms,
  filters: FilterTerms,
  { position, end }: SourceRange,
): AsyncGenerator<Sourced> {
  const { timeField } = terms;
  const to = lastOf(end);
  if (to === undefined) return;
  const from = lastOf(position);
  const asked: Filter<Document>[] = [
    beside(timeField, '$lt', '$lte', to),
    ...(from === undefined ? [] : [beside(timeField, '$gt', '$gt', from)]),
    ...timesIn(terms, filters),
    ...(filters.types === undefined || filters.typeField === undefined
      ? []
      : [{ [filters.typeField]: { $in: [...filters.types] } }]),
  ];
  try {
    const cursor = collection.find({ $and: asked }, { sort: { [timeField]: 1, _id: 1 } });
    for await (const document of cursor) yield sourced(document, terms);
  } catch (error) {
    throw sourceError(error, terms);
  }
}

interface Last {
  readonly time: unknown;
  readonly id: unknown;
}

function lastOf({ last }: SourcePosition): Last | undefined {
  return last === undefined ? undefined : (BSON.EJSON.parse(String(last), { relaxed: false }) as Last);
}

/** Documents on one side of another one, by time and `_id`. */
function beside(field: string, time: '$lt' | '$gt', id: '$lte' | '$gt', last: Last): Filter<Document> {
  return { $or: [{ [field]: { [time]: last.time } }, { [field]: last.time, _id: { [id]: last.id } }] };
}

function timesIn({ timeField, timeAs }: Terms, { since, until }: FilterTerms): Filter<Document>[] {
  const as = (text: string): unknown => {
    const time = new Date(text);
    return timeAs === 'date' ? time : timeAs === 'milliseconds' ? time.getTime() : time.toISOString();
  };
  return [
    ...(since === undefined ? [] : [{ [timeField]: { $gte: as(since) } }]),
    ...(until === undefined ? [] : [{ [timeField]: { $lt: as(until) } }]),
  ];
}

function sourced(document: Document, terms: Terms): Sourced {
  const { _id: id, ...rest } = document;
  const text = plainJson(id);
  const name = typeof text === 'string' ? text : JSON.stringify(text);
  const time = fieldOf(document, terms.timeField);
  return {
    place: `${terms.database}.${terms.collection} ${name}`,
    timestamp: time instanceof Date ? time.getTime() : new Date(plainJson(time) as string | number).getTime(),
    ...{ key: null, value: undefined, document: plainJson(rest), headers: [] },
    ...{ topic: terms.collection, partition: 0, offset: name, next: positionOf(document, terms) },
  };
}

function sourceError(error: unknown, { database, collection }: Terms): SourceError {
  if (error instanceof SourceError) return error;
  const what =
    error instanceof MongoParseError || !(error instanceof Error)
      ? 'the connection string is wrong'
      : error.message;
  return new SourceError(`MongoDB: ${database}.${collection}: ${what}`, { cause: error });
}
