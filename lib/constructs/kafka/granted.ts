/** Names that a client must be configured with after a grant. */
export interface Granted {
  /** Its consumer group; undefined where it reads nothing. */
  readonly group?: string;
  /** What its transactional ids must begin with; undefined where it writes without transactions. */
  readonly transactionalIdPrefix?: string;
}
