import { fieldAnnotations } from '../schemas/protobuf/linked.ts';

/**
 * The file that .proto schemas import for their annotations, `workstreams/options.proto`. The package has it in
 * `schemas/protobuf/`, for protoc.
 */
export const optionsProto = `syntax = "proto3";

package workstreams;

import "google/protobuf/descriptor.proto";

extend google.protobuf.FieldOptions {
${fieldAnnotations
  .map(
    ({ name, number, about }) =>
      `  // ${about}\n  string ${name.slice('(workstreams.'.length, -1)} = ${number};`,
  )
  .join('\n')}
}
`;
