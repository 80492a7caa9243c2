// S6: registration registers nobody — the response has the fixed public client and the listed redirect URIs; other
// grants, secrets and keys are refused.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OauthFault } from "#gateway/oauth-shim/oauth-fault.ts";
import { isListedRedirect } from "#gateway/oauth-shim/redirect-addresses.ts";
import { registerClient } from "#gateway/oauth-shim/register-client.ts";
import { runs } from "#test/support/property-runs.ts";
import { answerOrFault, clientId, ownScope, redirectUri, shimAddress, shimGateway } from "./shim-gateway.ts";

const gateway = shimGateway();
const good = { redirect_uris: [redirectUri] };
const answerFor = (...addresses: string[]) => ({
  client_id: clientId,
  redirect_uris: addresses,
  token_endpoint_auth_method: "none",
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  scope: ownScope,
});

describe("a registration", () => {
  it("is answered with the one client, whatever decoration it brings", async () => {
    const decorated = {
      ...good,
      client_name: "<script>alert(1)</script>",
      client_uri: "https://attacker.example",
      logo_uri: "https://attacker.example/logo.svg",
      contacts: ["a@attacker.example"],
      scope: "claudeai Mail.ReadWrite",
      application_type: "native",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    };
    const answer = await gateway.register(decorated);
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual(answerFor(redirectUri));
  });

  it("leaves out the addresses that are not listed", async () => {
    const hosted = "https://claude.ai/api/mcp/auth_callback";
    const asked = ["https://vscode.dev/redirect", hosted, "https://attacker.example/", redirectUri, hosted];
    expect((await gateway.register({ redirect_uris: asked })).json()).toEqual(answerFor(hosted, redirectUri));
  });

  it.each([
    [{ redirect_uris: ["https://attacker.example/callback"] }, "invalid_redirect_uri"],
    [{ redirect_uris: [] }, "invalid_client_metadata"],
    [{ redirect_uris: redirectUri }, "invalid_client_metadata"],
    [{ redirect_uris: [{ toString: redirectUri }] }, "invalid_client_metadata"],
    [{ redirect_uris: Array.from({ length: 51 }, () => redirectUri) }, "invalid_client_metadata"],
    [{ redirect_uris: [`${redirectUri}${"x".repeat(3_000)}`] }, "invalid_client_metadata"],
    [{}, "invalid_client_metadata"],
    [[good], "invalid_client_metadata"],
    [null, "invalid_client_metadata"],
    ["text", "invalid_client_metadata"],
    [{ ...good, token_endpoint_auth_method: "client_secret_basic" }, "invalid_client_metadata"],
    [{ ...good, token_endpoint_auth_method: "client_secret_post" }, "invalid_client_metadata"],
    [{ ...good, token_endpoint_auth_method: "private_key_jwt" }, "invalid_client_metadata"],
    [{ ...good, token_endpoint_auth_method: "" }, "invalid_client_metadata"],
    [{ ...good, client_secret: "s3cret" }, "invalid_client_metadata"],
    [{ ...good, client_id: clientId }, "invalid_client_metadata"],
    [{ ...good, jwks: { keys: [] } }, "invalid_client_metadata"],
    [{ ...good, jwks_uri: "https://attacker.example/keys" }, "invalid_client_metadata"],
    [{ ...good, software_statement: "eyJ" }, "invalid_client_metadata"],
    [{ ...good, grant_types: ["client_credentials"] }, "invalid_client_metadata"],
    [{ ...good, grant_types: ["authorization_code", "implicit"] }, "invalid_client_metadata"],
    [{ ...good, grant_types: ["password"] }, "invalid_client_metadata"],
    [{ ...good, grant_types: ["urn:ietf:params:oauth:grant-type:jwt-bearer"] }, "invalid_client_metadata"],
    [{ ...good, grant_types: "authorization_code" }, "invalid_client_metadata"],
    [{ ...good, response_types: ["token"] }, "invalid_client_metadata"],
    [{ ...good, response_types: ["code", "id_token"] }, "invalid_client_metadata"],
  ])("%j is refused: %s", async (body, error) => {
    const answer = await gateway.register(JSON.stringify(body));
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ error, error_description: expect.any(String) });
  });

  it("answers nothing but listed addresses and the fixed client, whatever is sent", () => {
    const address = fc.oneof(fc.constantFrom(redirectUri, "https://attacker.example/"), fc.webUrl(), fc.string());
    const body = fc.oneof(
      fc.record({ redirect_uris: fc.array(address, { maxLength: 5 }) }),
      fc.dictionary(fc.constantFrom(...Object.keys(answerFor()), "jwks", "__proto__"), fc.jsonValue()),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(body, (value) => {
        const answer = answerOrFault(() => registerClient(value, shimAddress));
        if (answer instanceof OauthFault) return !answer.message.includes(clientId);
        const { redirect_uris: addresses, ...fixed } = answer;
        expect({ ...fixed, redirect_uris: [] }).toEqual(answerFor());
        return addresses.length > 0 && addresses.every(isListedRedirect);
      }),
      { numRuns: runs(2_000) },
    );
  });
});
