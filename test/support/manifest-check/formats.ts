/**
 * The syntax of names and labels, which Kubernetes checks in code and no schema holds.
 * Source: apimachinery's pkg/util/validation and pkg/api/validation.
 */
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME_PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const DATA_KEY = /^[-._a-zA-Z0-9]+$/;

function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && DNS_SUBDOMAIN.test(text);
}

/** `[<DNS subdomain>/]<name of at most 63>`. */
function isQualifiedName(text: string): boolean {
  const slash = text.indexOf('/');
  const name = text.slice(slash + 1);
  if (slash >= 0 && !isDnsSubdomain(text.slice(0, slash))) return false;
  return name.length <= 63 && NAME_PART.test(name);
}

/** Formats for ajv, by the name a message shows. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'DNS label': (text) => text.length <= 63 && DNS_LABEL.test(text),
  'DNS-1035 label': (text) => text.length <= 63 && DNS_1035_LABEL.test(text),
  'DNS subdomain': isDnsSubdomain,
  'label key': isQualifiedName,
  'label value': (text) => text === '' || (text.length <= 63 && NAME_PART.test(text)),
  'annotation key': (text) => isQualifiedName(text.toLowerCase()),
  'data key': (text) => text.length <= 253 && text !== '.' && !text.startsWith('..') && DATA_KEY.test(text),
};

/** The format a kind's names have, where it is not a DNS subdomain. */
export const NAME_FORMATS: Readonly<Record<string, string>> = {
  'v1/Namespace': 'DNS label',
  'v1/Service': 'DNS-1035 label',
};

const LABELS = {
  propertyNames: { format: 'label key' },
  additionalProperties: { type: 'string', format: 'label value' },
};
const DATA = { propertyNames: { format: 'data key' } };

/** What to add to a property of a definition, by `<definition>.<property>`. */
export const SYNTAX: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta.labels': LABELS,
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta.annotations': {
    propertyNames: { format: 'annotation key' },
  },
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta.namespace': { format: 'DNS label' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector.matchLabels': LABELS,
  'io.k8s.api.core.v1.PodSpec.nodeSelector': LABELS,
  'io.k8s.api.core.v1.ServiceSpec.selector': LABELS,
  'io.k8s.api.core.v1.ConfigMap.data': DATA,
  'io.k8s.api.core.v1.ConfigMap.binaryData': DATA,
  'io.k8s.api.core.v1.Secret.data': DATA,
  'io.k8s.api.core.v1.Secret.stringData': DATA,
};
