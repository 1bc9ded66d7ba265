import { Ajv2020 } from 'ajv/dist/2020.js';
import { outputSchemas } from '../../scripts/schemas.ts';

const validators = new Map(
  Object.values(outputSchemas()).map((text) => {
    const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
    const schema = JSON.parse(text) as {
      readonly properties: { readonly schema: { readonly const: string } };
    };
    return [schema.properties.schema.const, ajv.compile(schema)];
  }),
);

/** What is wrong with an output, judged by the JSON Schema that its first field names. */
export function wrongOutput(value: unknown): string[] {
  const [[first, format] = []] = Object.entries(value as object);
  const validate = first === 'schema' ? validators.get(String(format)) : undefined;
  if (validate === undefined) return [`no output begins with ${first}: ${String(format)}`];
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
