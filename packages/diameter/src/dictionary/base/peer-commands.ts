import { defineCommand } from '../command.ts';
import { many, optional, required, some } from '../rule.ts';
import {
  acctApplicationId,
  authApplicationId,
  disconnectCause,
  errorMessage,
  failedAvp,
  firmwareRevision,
  hostIpAddress,
  inbandSecurityId,
  originHost,
  originRealm,
  originStateId,
  productName,
  resultCode,
  supportedVendorId,
  vendorId,
  vendorSpecificApplicationId,
} from './avps.ts';

const origin = [required(originHost), required(originRealm)] as const;
const outcome = [required(resultCode), ...origin] as const;
const betweenPeers = { applicationId: 0, isProxiable: false } as const;

const identity = [some(hostIpAddress), required(vendorId), required(productName)] as const;
const capabilities = [
  many(supportedVendorId),
  many(authApplicationId),
  many(inbandSecurityId),
  many(acctApplicationId),
  many(vendorSpecificApplicationId),
  optional(firmwareRevision),
] as const;

/** CER and CEA: what each side can do, before anything else (RFC 6733 §5.3). */
export const capabilitiesExchange = defineCommand({
  name: 'Capabilities-Exchange',
  code: 257,
  ...betweenPeers,
  request: [...origin, ...identity, optional(originStateId), ...capabilities],
  answer: [
    ...outcome,
    ...identity,
    optional(originStateId),
    optional(errorMessage),
    optional(failedAvp),
    ...capabilities,
  ],
});

/** DPR and DPA: the end of a connection, with its cause (RFC 6733 §5.4). */
export const disconnectPeer = defineCommand({
  name: 'Disconnect-Peer',
  code: 282,
  ...betweenPeers,
  request: [...origin, required(disconnectCause)],
  answer: [...outcome, optional(errorMessage), optional(failedAvp)],
});

/** DWR and DWA: whether the peer still answers (RFC 6733 §5.5). */
export const deviceWatchdog = defineCommand({
  name: 'Device-Watchdog',
  code: 280,
  ...betweenPeers,
  request: [...origin, optional(originStateId)],
  answer: [...outcome, optional(errorMessage), optional(failedAvp), optional(originStateId)],
});
