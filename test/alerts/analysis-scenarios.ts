import type { Scenario } from './scenarios.ts';

const cronjob = 'namespace="shop-qa",cronjob="shop-desk-analysis"';
const created = `kube_cronjob_created{${cronjob}}`;
const succeeded = `kube_cronjob_status_last_successful_time{${cronjob}}`;
const shop = { owner: 'sales', system: 'shop', severity: 'ticket', namespace: 'shop-qa' };
const as = { ...shop, cronjob: 'shop-desk-analysis' };

/** For the shop whose analysis runs each hour: three hours without a run that ended well are too long. Promtool begins at 0. */
export const analysisScenarios: readonly Scenario[] = [
  {
    alert: 'KafkaAnalysisSilent',
    what: 'no run ended well for three hours; a run two hours ago is young enough',
    fires: { [created]: '0x500', [succeeded]: '0x500' },
    silent: { [created]: '0x500', [succeeded]: '0x120 3600x380' },
    after: 200,
    as,
  },
  {
    alert: 'KafkaAnalysisSilent',
    what: 'no run has ever ended well since the CronJob was made; one that is new has time',
    fires: { [created]: '0x500' },
    silent: { [created]: '7200x500' },
    after: 200,
    as,
  },
  {
    alert: 'KafkaAnalysisSilent',
    what: 'the CronJob is gone',
    fires: { 'kube_cronjob_created{namespace="shop-qa",cronjob="other"}': '0x120' },
    silent: { [created]: '0x120' },
    after: 40,
    as,
  },
];
