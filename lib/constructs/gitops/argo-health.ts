/**
 * Health checks for the keys of `argocd-cm` that Argo CD 3.4 gets wrong or lacks. Its own check of a KafkaTopic looks
 * for a condition `NotReady` that Strimzi's Topic Operator never sets (it says `Ready=False`): a refused topic would be
 * "Progressing" for ever, with everything of a later wave waiting for it. MirrorMaker has none, and an Application has
 * none since 1.8, so that nothing would wait for the platform. Those of Kafka, KafkaUser and ScaledJob are right.
 */
export function argoHealthChecks(): Record<string, string> {
  return {
    'resource.customizations.health.argoproj.io_Application': application,
    'resource.customizations.health.kafka.strimzi.io_KafkaMirrorMaker2': readiness('KafkaMirrorMaker2'),
    'resource.customizations.health.kafka.strimzi.io_KafkaTopic': readiness('KafkaTopic'),
  };
}

const application = `local health = { status = "Progressing", message = "not compared yet" }
if obj.status ~= nil and obj.status.health ~= nil and obj.status.health.status ~= nil then
  health.status = obj.status.health.status
  health.message = obj.status.health.message or ""
end
return health
`;

/** Ready as Strimzi's operators say it: \`Ready=False\` (topics) or \`NotReady=True\` (all others) where it is not. */
function readiness(kind: string): string {
  return `local status = obj.status or {}
if status.observedGeneration ~= nil and obj.metadata.generation ~= nil
  and status.observedGeneration < obj.metadata.generation then
  return { status = "Progressing", message = "the operator has not seen this generation yet" }
end
local ready = false
for _, condition in ipairs(status.conditions or {}) do
  local says = condition.type .. "=" .. condition.status
  if says == "Unmanaged=True" or says == "ReconciliationPaused=True" then
    return { status = "Healthy", message = "left alone by its operator: " .. says }
  elseif says == "Ready=False" or says == "NotReady=True" then
    return { status = "Degraded", message = (condition.reason or says) .. ": " .. (condition.message or "") }
  elseif says == "Ready=True" then
    ready = true
  end
end
if ready then
  return { status = "Healthy", message = "" }
end
return { status = "Progressing", message = "waiting for the operator of ${kind}" }
`;
}
