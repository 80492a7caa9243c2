import { createHash } from "node:crypto";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { scopeForEntra } from "#gateway/sign-in/checks/resource-and-scope.ts";
import type { Front } from "#gateway/sign-in/front.ts";
import { queryText } from "#gateway/sign-in/query-text.ts";
import type { Flow } from "#gateway/sign-in/sealed/sealed-kinds.ts";
import { entraEndpoint } from "#gateway/sign-in/sign-in-address.ts";

/**
 * Entra's sign-in page, with a question of our own: our app, our redirect address, our state and our PKCE. Of the
 * client's question, only `claims` and `prompt` pass, both checked.
 */
export function entraQuestion(
  { clientId, callback }: Pick<Front, "clientId" | "callback">,
  identity: ResourceIdentity,
  { state, verifier, claims, prompt }: Pick<Flow, "verifier" | "claims" | "prompt"> & { state: string },
): string {
  const query = queryText({
    client_id: clientId,
    response_type: "code",
    response_mode: "query",
    redirect_uri: callback,
    scope: scopeForEntra(identity),
    state,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    claims,
    prompt,
  });
  return `${entraEndpoint(identity, "authorize")}?${query}`;
}
