export type { Avp, MinimumDataLength } from './codec/avp.ts';
export type { Fault } from './codec/fault.ts';
export { address, type OtherAddress } from './codec/formats/address.ts';
export { anyGroup } from './codec/formats/any-group.ts';
export { enumerated } from './codec/formats/enumerated.ts';
export type { Format } from './codec/formats/format.ts';
export { float32, float64, integer32, integer64, unsigned32, unsigned64 } from './codec/formats/numbers.ts';
export { diameterIdentity, diameterUri, ipFilterRule, octetString, utf8String } from './codec/formats/strings.ts';
export { time } from './codec/formats/time.ts';
export {
  type DecodedMessage,
  type DiameterMessage,
  decodeMessage,
  encodeMessage,
  type MessageHeader,
  messageHeaderLength,
} from './codec/message.ts';
export { isProtocolError, nameResultCode, resultCode } from './result-code.ts';
