/** `authentication.type` of a KafkaUser (Strimzi v1). Without one, an identity provider names the user. */
export const userTypes = ['tls', 'tls-external', 'scram-sha-512'] as const;
export type UserType = (typeof userTypes)[number];

/** A type that is in a manifest; undefined where Strimzi knows none such. */
export function userTypeOf(type: unknown): UserType | undefined {
  return userTypes.find((one) => one === type);
}
