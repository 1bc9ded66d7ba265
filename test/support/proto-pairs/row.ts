export const file = (text: string) => `syntax = "proto3";\npackage shop;\n${text}`;
export const order = (fields: string, others = '') => file(`message Order {\n${fields}\n}\n${others}`);
export const states = (values: string, others = '') =>
  order('State state = 1;', `enum State { ${values} }\n${others}`);

/** What, before, after, what breaks backward and forward, and what is kept in every mode. */
export type Row = readonly [
  string,
  string,
  string,
  readonly string[],
  readonly string[],
  (readonly string[])?,
];

export const same: readonly string[] = [];
export const number = (path: string, was: string, is: string) => ({
  backward: [`${path}: type ${was} on one side, ${is} on the other`],
  forward: [`${path}: type ${is} on one side, ${was} on the other`],
});
export const removedB = [
  'b was removed, and its number 2 is not reserved',
  'b was removed, and its name is not reserved',
].map((one) => `: ${one}`);
