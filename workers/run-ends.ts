/** The gateway's reply stream is gone, and with it everybody who waited. */
export class GatewayGoneError extends Error {
  override name = "GatewayGoneError";
}
