import { namingOf } from '../model/terms/naming-terms.ts';
import { serviceSystem } from './service-system.ts';

/** ONEX, CAIA, PRISM and their neighbours, for several tenants (seed: Kafka Namespace & Topic Design). */
export const omninode = serviceSystem({
  id: 'omninode',
  naming: namingOf('omninode', {
    topic: '{env}.{tenant}.{context}.{class}.{topic}.v{version}',
    retry: '{env}.{tenant}.{context}.rty.{topic}-{tier}.v{version}',
    deadLetter: '{env}.{tenant}.{context}.dlt.{topic}.v{version}',
  }),
  messages: 'messages',
  services: [
    {
      id: 'onex-contracts',
      purpose: 'Keeps ONEX contracts: accepts, versions and approves them, and says so',
    },
    { id: 'onex-node-generator', purpose: 'Builds nodes from ONEX contracts' },
    { id: 'onex-node-host', purpose: 'Runs built nodes and drains them when told' },
    { id: 'caia-engine', purpose: 'Analyses contracts, assets, findings and test runs' },
    {
      id: 'validator-planner',
      purpose: 'Decides which suites a change calls for, and keeps overrides of verdicts',
    },
    { id: 'validator-runner', purpose: 'Runs test suites and reports their results' },
    { id: 'registry-catalog', purpose: 'Keeps the catalogue of assets and their owners' },
    { id: 'registry-change-capture', purpose: 'Streams row changes of the registry’s database' },
    { id: 'prism-policies', purpose: 'Checks, compiles and publishes policies' },
    { id: 'prism-decisions', purpose: 'Decides requests by the published policies' },
    { id: 'intelcrawler-frontier', purpose: 'Decides what is crawled next and how fast' },
    { id: 'intelcrawler-fetcher', purpose: 'Fetches pages and reports findings' },
    {
      id: 'gateway-edge',
      purpose: 'Serves clients; compares token-bound headers with the token and refuses a mismatch',
    },
    { id: 'gateway-admin', purpose: 'Registers clients, sets limits, revokes tokens' },
    { id: 'kb-ingest', purpose: 'Turns facts of other contexts into statements and builds indexes' },
    { id: 'kb-search', purpose: 'Answers searches in the knowledge base' },
    { id: 'memory-store', purpose: 'Remembers, recalls and forgets context' },
    { id: 'memory-change-capture', purpose: 'Streams row changes of memory’s database' },
    { id: 'security-keys', purpose: 'Makes, rotates and opens the keys that encrypt fields' },
    { id: 'security-redactor', purpose: 'Redacts telemetry and counts what it found' },
    { id: 'orchestrator-scheduler', purpose: 'Plans tasks, hands out leases and watches them' },
    { id: 'orchestrator-worker', purpose: 'Runs scheduled tasks' },
    { id: 'audit-archive', purpose: 'Stores audit records for as long as the law wants them' },
    { id: 'metrics-store', purpose: 'Stores measurements and feeds dashboards' },
    { id: 'log-store', purpose: 'Stores access logs for a few days' },
    {
      id: 'canary',
      purpose: 'Writes test messages to each evt topic and reads them back',
      duties: [{ duty: 'canary', topics: 'all' }],
    },
    {
      id: 'dead-letter-analyst',
      purpose: 'Looks at dead letters, writes mended ones again, reports to audit and metrics',
      duties: [{ duty: 'dead letter operator', topics: 'all' }],
    },
    {
      id: 'retry-dispatcher',
      purpose: 'Waits until a retry is due and writes it to its source again',
      duties: [{ duty: 'dispatcher', topics: 'all' }],
    },
  ],
});
