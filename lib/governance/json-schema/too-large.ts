/** More than can be judged. */
export class TooLarge extends Error {}
