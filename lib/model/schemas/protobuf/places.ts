import type { YamlSource } from '../../text/yaml-source.ts';
import { linesOf, placeAt } from '../../text/yaml-document.ts';
import { ProtoLinker } from './link.ts';
import type { LinkedMessage } from './linked.ts';

/**
 * Places in a .proto text by the names of fields, from the topic's message on, as far as they are in this file; the
 * message where no name is given.
 */
export function protoPlaces(file: string, text: string): YamlSource['place'] {
  const lines = linesOf(text);
  const [root] = new ProtoLinker([]).link({ path: file, proto: text }).messages;
  return (path) => {
    let at = root?.node.at ?? 0;
    let message: LinkedMessage | undefined = root;
    for (const step of path) {
      const node = message?.node.fields.find(({ name }) => name === step);
      if (node === undefined) break;
      at = node.at;
      const type: LinkedMessage['fields'][number]['type'] | undefined = message?.fields.find(
        ({ name }) => name === step,
      )?.type;
      message = type?.kind === 'message' ? type.message : undefined;
    }
    return placeAt(file, lines, at);
  };
}
