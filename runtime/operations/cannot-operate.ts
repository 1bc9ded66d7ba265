/** Something that an operator must know, in a sentence; several are a line each. */
export class CannotOperate extends Error {
  override readonly name = 'CannotOperate';
}
