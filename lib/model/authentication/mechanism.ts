import type { OauthTerms } from './oauth-terms.ts';

/** How clients of a listener prove who they are; each is one file beside this one. */
export const authentications = ['none', 'scram-sha-512', 'tls', 'oauth'] as const;
export type Authentication = (typeof authentications)[number];

/** Those that have principals. */
export type Authenticated = Exclude<Authentication, 'none'>;
export const authenticatedBy = authentications.filter((one): one is Authenticated => one !== 'none');

/** How credentials reach a workload. */
export type Delivery = 'same-namespace' | 'kafka-access' | 'external-secrets';

/** Where a value is kept: a key of a Secret. */
export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}

/** One secret value that a client needs. */
export interface SecretPart {
  /** Its file in a pod, in the folder of the user. */
  readonly file: string;
  /** The variable that names the file. */
  readonly variable: string;
  /** Where it is made: by the User Operator in Kafka's namespace, or by those who keep the identity provider. */
  readonly origin: (user: string) => SecretKey;
  /** Key in the Secret, named like the user, that a delivery makes; undefined: it is used where it was made. */
  readonly delivered: Readonly<Record<Exclude<Delivery, 'same-namespace'>, string | undefined>>;
}

/** What a mechanism must know of a listener. */
export interface ListenerTerms {
  readonly name: string;
  readonly tls: boolean;
  readonly oauth?: OauthTerms | undefined;
}

/** A client of a listener. */
export interface ClientView {
  readonly user: string;
  readonly listener: ListenerTerms;
  /** Path of a secret's file in the pod. */
  readonly path: (part: SecretPart) => string;
}

export type Lines = readonly (readonly [key: string, value: string | number | boolean])[];

/** Something wrong with what an environment says of a listener. */
export interface ListenerProblem {
  readonly key: string;
  readonly input: unknown;
  readonly message: string;
}

/** `authentication` of a Strimzi listener (Kafka v1); OAuth is `custom` since `oauth` is gone from v1. */
export interface StrimziListener {
  readonly type: 'tls' | 'scram-sha-512' | 'custom';
  readonly sasl?: boolean;
  readonly listenerConfig?: Readonly<Record<string, string>>;
}

/** `authentication` of a client that Strimzi runs (KafkaMirrorMaker2 v1). */
export interface StrimziClient {
  readonly authentication:
    | {
        readonly type: 'tls';
        readonly certificateAndKey: {
          readonly secretName: string;
          readonly certificate: string;
          readonly key: string;
        };
      }
    | {
        readonly type: 'scram-sha-512';
        readonly username: string;
        readonly passwordSecret: { readonly secretName: string; readonly password: string };
      }
    | { readonly type: 'custom'; readonly sasl: true; readonly config: Readonly<Record<string, string>> };
  /** Secrets that the client reads from variables of its container. */
  readonly variables?: Readonly<Record<string, SecretKey>>;
}

/** How kcat, which runs at a person's desk, takes the user's secrets and what it must be told; `{user}` is the user. */
interface KcatAccess {
  readonly secrets: readonly {
    readonly secret: string;
    readonly key: string;
    /** Fetched into this file. */
    readonly file: string;
    /** No one else may read the file. */
    readonly private: boolean;
    /** The file is a configuration of kcat that sets this property to the secret. */
    readonly property?: string;
  }[];
  readonly options: readonly string[];
}

/**
 * All that one way to prove who one is asks for. The compiler asks for each key of each mechanism: whoever adds one
 * writes one file, and its readers (listeners, users, credentials, clients, scalers, mirrors, reports) take it.
 */
export interface Mechanism {
  /** Clients have names, and so rights. */
  readonly authenticates: boolean;
  /** The SASL mechanism; undefined: none. It decides the security protocol. */
  readonly sasl: string | undefined;
  /** What is wrong with a listener that has it. */
  readonly problems: (listener: ListenerTerms) => readonly ListenerProblem[];
  /** The principal as the broker's ACLs name it. */
  readonly principal: (user: string) => string;
  /** `authentication.type` of a KafkaUser; undefined: it is rendered without, and has no Secret. */
  readonly kafkaUser: 'tls' | 'scram-sha-512' | undefined;
  /** Others than us name clients: a service may say which name it has there. */
  readonly namedByClient: boolean;
  /** The secret values that a client needs. */
  readonly secrets: readonly SecretPart[];
  readonly listener: (listener: ListenerTerms) => StrimziListener | undefined;
  /** Settings of all brokers, besides those of the listener. */
  readonly brokers: Readonly<Record<string, string>>;
  /** What clients reach besides the brokers. */
  readonly reaches: (listener: ListenerTerms) => OauthTerms['reach'];
  readonly strimziClient: (user: string, listener: ListenerTerms) => StrimziClient | undefined;
  /** Variables of a pod, besides those that name files. */
  readonly variables: (client: ClientView) => Readonly<Record<string, string>>;
  /** Properties of Kafka's own client (Java). */
  readonly java: (client: ClientView) => Lines;
  /** Properties of librdkafka. Its programs read secrets from their files and set them. */
  readonly librdkafka: (client: ClientView) => Lines;
  /** `sasl` of KafkaJS, and what its program needs besides and no option of KafkaJS takes. */
  readonly kafkajs: (client: ClientView) => {
    readonly sasl?: Readonly<Record<string, string>>;
    readonly besides?: Readonly<Record<string, unknown>>;
  };
  /** KEDA's `kafka` scaler. */
  readonly keda: {
    /** Metadata of the trigger. */
    readonly trigger: Readonly<Record<string, string>>;
    /** Parameters of the TriggerAuthentication that are secret, in order. */
    readonly secrets: readonly {
      readonly parameter: string;
      readonly from: SecretPart | 'cluster-ca';
    }[];
    /** Parameters that are public; KEDA takes them from references only, so they are put into a ConfigMap. */
    readonly parameters: (user: string, listener: ListenerTerms) => Readonly<Record<string, string>>;
  };
  readonly kcat: (listener: ListenerTerms) => KcatAccess;
  /** Security scheme in AsyncAPI, and its name; undefined: none. */
  readonly asyncapi: (
    listener: ListenerTerms,
  ) => { readonly name: string; readonly scheme: Readonly<Record<string, unknown>> } | undefined;
}
