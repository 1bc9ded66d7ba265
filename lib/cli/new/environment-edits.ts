import { isNode, isSeq, parseDocument } from 'yaml';
import type { EnvironmentException } from '../../model/terms/exception.ts';
import { checked, withEntry } from './map-edits.ts';

/**
 * An environment's file with a namespace for a system; everything else stays byte for byte.
 * @throws Error where the file has no map of namespaces
 */
export function withNamespace(file: string, text: string, id: string, namespace: string): string {
  return withEntry(file, text, ['workloads', 'namespaces'], id, namespace);
}

/**
 * An environment's file with one more exception, the last of its list; everything else stays byte for byte.
 * @throws Error where its exceptions are no block list
 */
export function withException(file: string, text: string, exception: EnvironmentException): string {
  const { rule, subject, reason, until } = exception;
  const item = `  - { rule: ${rule}, subject: ${subject}, reason: ${reason}, until: ${until} }\n`;
  const byHand = `${file} cannot be edited safely; add an exception of ${rule} for ${subject} by hand`;
  const document = parseDocument(text);
  const list = document.get('exceptions');
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  if (list === undefined) {
    document.set('exceptions', [exception]);
    return checked(
      `${whole}\n# What a rule must let pass here, and until when.\nexceptions:\n${item}`,
      document,
      byHand,
    );
  }
  const last: unknown = isSeq(list) && list.flow !== true ? list.items.at(-1) : undefined;
  if (!isNode(last) || !isSeq(list) || last.range === undefined || last.range === null)
    throw new Error(byHand);
  const end = whole.indexOf('\n', last.range[1] - 1) + 1;
  list.add(document.createNode(exception));
  return checked(whole.slice(0, end) + item + whole.slice(end), document, byHand);
}
