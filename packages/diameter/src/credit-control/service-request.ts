import type { RequestOf } from '../dictionary/command.ts';
import type { creditControl } from '../dictionary/credit-control/command.ts';
import { greatestAmount } from './account.ts';
import type { RatedUnit } from './tariff.ts';

/** Values of a CCR. */
export type CreditControlRequest = RequestOf<typeof creditControl>;

type Units = NonNullable<CreditControlRequest['Requested-Service-Unit']>;

/** What a request says of one service. */
export interface ServiceRequest {
  readonly ratingGroup: number | undefined;
  readonly serviceIdentifiers: readonly number[];
  /** What is asked for; empty where the server is to choose, undefined where nothing is asked for. */
  readonly requested: Units | undefined;
  /** What was used since the last request. */
  readonly used: readonly Units[];
}

/** Whether the request names its services by Multiple-Services-Credit-Control. */
export function isMultiple(request: CreditControlRequest): boolean {
  return request['Multiple-Services-Credit-Control'] !== undefined;
}

/** The services of a request; one without Multiple-Services-Credit-Control has one (RFC 8506 §5.1.2). */
export function servicesOf(request: CreditControlRequest): ServiceRequest[] {
  const multiple = request['Multiple-Services-Credit-Control'];
  if (multiple === undefined) {
    const identifier = request['Service-Identifier'];
    const isTermination = request['CC-Request-Type'] === 'TERMINATION_REQUEST';
    return [
      {
        ratingGroup: undefined,
        serviceIdentifiers: identifier === undefined ? [] : [identifier],
        // RFC 8506 §8.18: without the AVP the server chooses.
        requested: isTermination ? undefined : (request['Requested-Service-Unit'] ?? {}),
        used: request['Used-Service-Unit'] ?? [],
      },
    ];
  }
  return multiple.map((service) => ({
    ratingGroup: service['Rating-Group'],
    serviceIdentifiers: service['Service-Identifier'] ?? [],
    requested: service['Requested-Service-Unit'],
    used: service['Used-Service-Unit'] ?? [],
  }));
}

/** By what a session tells its services apart. */
export function serviceKey({ ratingGroup, serviceIdentifiers }: ServiceRequest): string {
  return `${ratingGroup ?? ''}/${serviceIdentifiers.join(',')}`;
}

/**
 * How many units of this kind the AVPs say, undefined where they say none. Octets in either direction are octets. What is
 * beyond 2^53 is taken for that.
 */
export function countUnits(units: Units, kind: RatedUnit): number | undefined {
  const count = kind === 'CC-Total-Octets' ? totalOctets(units) : units[kind];
  return count === undefined ? undefined : Math.min(Number(count), greatestAmount);
}

function totalOctets(units: Units): bigint | undefined {
  const { 'CC-Total-Octets': total, 'CC-Input-Octets': input, 'CC-Output-Octets': output } = units;
  if (total !== undefined || (input === undefined && output === undefined)) return total;
  return (input ?? 0n) + (output ?? 0n);
}
