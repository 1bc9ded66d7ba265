import { ownPrefix } from '../metadata.ts';

/** By it the pods of a program are known beside others of its service. */
export const programLabel = `${ownPrefix}/program`;
