declare const brand: unique symbol;

/** A value of shape `T` that only its own parser makes: a string in a branded place has been checked. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** What a parser answers: the value, or one sentence that says what is wrong with the input. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string };

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });
export const rejected = (error: string): Parsed<never> => ({ ok: false, error });

/**
 * The value of a parse that cannot fail, because its input was made by the code that calls.
 * @throws Error when the input was wrong after all: a defect of ours, never of the user's input.
 */
export function certain<T>(result: Parsed<T>): T {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}
