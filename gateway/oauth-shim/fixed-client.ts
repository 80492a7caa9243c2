import { OauthFault } from "./oauth-fault.ts";
import type { Parameters } from "./parameters.ts";

const credentials = ["client_secret", "client_assertion", "client_assertion_type"];

/**
 * Every client of the shim is the one public client that the operator registered in Entra.
 * @throws `OauthFault` (`invalid_client`) for another id, and for anything that pretends to be a secret
 */
export function checkClient(parameters: Parameters, clientId: string): void {
  if (credentials.some((name) => parameters.has(name))) {
    throw new OauthFault("invalid_client", "Clients here are public: send no secret and no assertion.");
  }
  if (parameters.get("client_id") !== clientId) {
    throw new OauthFault("invalid_client", `The client_id of every client here is ${clientId}.`);
  }
}
