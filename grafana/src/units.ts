import {
  BytesIEC,
  CountsPerSecond,
  NoUnit,
  PercentUnit,
  RequestsPerSecond,
  Seconds,
} from "@grafana/grafana-foundation-sdk/units";

/** Grafana's names of the units that our panels use. `share`: 1 = 100 %. */
export const unit = {
  seconds: Seconds,
  bytes: BytesIEC,
  share: PercentUnit,
  perSecond: CountsPerSecond,
  requestsPerSecond: RequestsPerSecond,
  count: NoUnit,
} as const;

export type Unit = (typeof unit)[keyof typeof unit];
