import type { RatedUnit } from './tariff.ts';

/** What came of one service of a request. Numbers and text alone, so that it is kept as JSON. */
export interface ServiceOutcome {
  readonly ratingGroup: number | undefined;
  readonly serviceIdentifiers: readonly number[];
  readonly resultCode: number;
  /** What is granted. */
  readonly grant?: { readonly unit: RatedUnit; readonly units: number } | undefined;
  /** Seconds for which the grant holds. */
  readonly validityTime?: number | undefined;
  /** The grant is the last one: what is to happen when it is used. */
  readonly finalUnits?:
    | { readonly action: 'TERMINATE' | 'REDIRECT'; readonly redirectTo: string | undefined }
    | undefined;
}

/** What came of a request: all that its answer says, so that a repeated request is answered the same. */
export interface Outcome {
  readonly resultCode: number;
  /** Whether the request named its services by Multiple-Services-Credit-Control; else there is at most one. */
  readonly isMultiple: boolean;
  readonly services: readonly ServiceOutcome[];
  /** Price of what was asked for, in the smallest unit of the currency. */
  readonly cost?: number | undefined;
  /** Answer to CHECK_BALANCE. */
  readonly hasCredit?: boolean | undefined;
}

/** The outcome of a request that fails as a whole. */
export function failure(resultCode: number): Outcome {
  return { resultCode, isMultiple: false, services: [] };
}
