/** One thing wrong with a .proto text. */
export interface ProtoFault {
  /** Offset in the text. */
  readonly at: number;
  /** The element that it is about (`shop.Order.id`); empty for the file as a whole. */
  readonly key: string;
  readonly what: string;
  readonly fix: string;
}

/** Ends the reading of a text: what follows a slip of syntax cannot be judged. */
export class ProtoSyntaxFault extends Error {
  constructor(readonly fault: ProtoFault) {
    super(fault.what);
  }
}

/** @throws ProtoSyntaxFault always */
export function refuse(at: number, what: string, fix: string): never {
  throw new ProtoSyntaxFault({ at, key: '', what, fix });
}
