import { checkNumber, numberRules } from './number-options.ts';
import type { Options } from './options.ts';

/** What can be set for each path by itself while the association lives. */
export type PathSettings = Pick<
  Options,
  | 'heartbeatInterval'
  | 'pathMaxRetransmissions'
  | 'potentiallyFailedMaxRetransmissions'
  | 'primarySwitchoverMaxRetransmissions'
>;

/** Names of the options that can be set for each path. */
const pathSettingNames: readonly (keyof PathSettings)[] = [
  'heartbeatInterval',
  'pathMaxRetransmissions',
  'potentiallyFailedMaxRetransmissions',
  'primarySwitchoverMaxRetransmissions',
];

/** Those among the options given. */
export function pathSettingsOf(options: PathSettings): PathSettings {
  return {
    heartbeatInterval: options.heartbeatInterval,
    pathMaxRetransmissions: options.pathMaxRetransmissions,
    potentiallyFailedMaxRetransmissions: options.potentiallyFailedMaxRetransmissions,
    primarySwitchoverMaxRetransmissions: options.primarySwitchoverMaxRetransmissions,
  };
}

/**
 * The settings of a path once those given have changed; the rest stays.
 * @throws TypeError for a name that is none and for a value of the wrong type; RangeError for one out of range.
 */
export function resolvePathSettings(given: Partial<PathSettings>, before: PathSettings): PathSettings {
  const names: readonly string[] = pathSettingNames;
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TypeError(`a path has no setting ${unknown}; it has ${names.join(', ')}`);
  const settings = Object.fromEntries(
    pathSettingNames.map((name) => [
      name,
      checkNumber(name, { ...numberRules[name], default: before[name] }, given[name]),
    ]),
  ) as Record<keyof PathSettings, number>; // one entry per name
  checkThresholds(settings);
  return settings;
}

/** Whether the thresholds of a path go together. @throws RangeError when they do not (RFC 7829 §3.2 rule 1, §5 rule 1). */
export function checkThresholds(settings: Omit<PathSettings, 'heartbeatInterval'>): void {
  const { pathMaxRetransmissions: pmr, potentiallyFailedMaxRetransmissions: pfmr } = settings;
  const psmr = settings.primarySwitchoverMaxRetransmissions;
  if (Number.isFinite(pfmr) && pfmr > pmr) {
    throw new RangeError(`potentiallyFailedMaxRetransmissions ${pfmr} is above pathMaxRetransmissions ${pmr}`);
  }
  if (psmr >= Math.min(pfmr, pmr)) return;
  const limit = pfmr <= pmr ? `potentiallyFailedMaxRetransmissions ${pfmr}` : `pathMaxRetransmissions ${pmr}`;
  throw new RangeError(`primarySwitchoverMaxRetransmissions ${psmr} is below ${limit}`);
}
