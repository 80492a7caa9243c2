import {
  BytesIEC,
  CountsPerSecond,
  NoUnit,
  PercentUnit,
  RequestsPerSecond,
  Seconds,
} from "@grafana/grafana-foundation-sdk/units";

/** Grafana's names for the units in our panels. `share`: 1 is 100 %. */
export const unit = {
  seconds: Seconds,
  bytes: BytesIEC,
  share: PercentUnit,
  perSecond: CountsPerSecond,
  requestsPerSecond: RequestsPerSecond,
  count: NoUnit,
} as const;

export type Unit = (typeof unit)[keyof typeof unit];
