import type { IConstruct } from 'constructs';

/** Constructs that a program connects in a way that cannot work: where, what is wrong, and what to do. */
export class InvalidUse extends Error {
  /** @param at the construct whose path says where */
  constructor(at: IConstruct, what: string, fix: string) {
    super(`${at.node.path}: ${what}\n  ${fix}`);
    this.name = 'InvalidUse';
  }
}
