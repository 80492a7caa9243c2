/** The gateway's reply stream is gone, and with it everybody who waited. */
export class GatewayGoneError extends Error {
  override name = "GatewayGoneError";
}

/** This worker stops and can't wait for the run. The reason with which a run's signal aborts then. */
export class WorkerStoppingError extends Error {
  override name = "WorkerStoppingError";
}
