// S5: one public client ID, no secret — every client is the one that the operator registered; secrets, assertions and
// other IDs are refused.

import { describe, expect, it } from "vitest";
import { clientId, codeForm, question, redirectUri, refreshForm, shimGateway } from "./shim-gateway.ts";

const gateway = shimGateway();

describe("the client", () => {
  it.each([
    ["without an id", { client_id: undefined }],
    ["with another id", { client_id: "11111111-2222-4333-8444-555555555555" }],
    ["with the id in other letters", { client_id: clientId.toUpperCase() }],
    ["with a URL as its id", { client_id: "https://claude.ai/oauth/claude-code-client-metadata" }],
    ["with a secret", { client_secret: "s3cret" }],
    ["with an assertion", { client_assertion: "eyJ", client_assertion_type: "urn:x" }],
    ["with the type of an assertion alone", { client_assertion_type: "urn:x" }],
  ])("is refused %s, and nobody is sent anywhere", async (_what, changes) => {
    const answer = await gateway.authorize(question(changes));
    expect(answer.statusCode).toBe(401);
    expect(answer.headers.location).toBeUndefined();
    expect(answer.json().error).toBe("invalid_client");
    for (const form of [codeForm(changes), refreshForm(changes)]) {
      const refused = await gateway.token(form);
      expect({ status: refused.statusCode, error: refused.json().error }).toEqual({
        status: 401,
        error: "invalid_client",
      });
    }
    expect(gateway.asked).toEqual([]);
  });

  it.each(["Basic Y2xpZW50OnNlY3JldA==", `Bearer ${"x".repeat(100)}`, "x"])(
    "is refused with an Authorization header (%s)",
    async (authorization) => {
      const answer = await gateway.token(codeForm(), { authorization });
      expect({ status: answer.statusCode, error: answer.json().error }).toEqual({
        status: 401,
        error: "invalid_client",
      });
      expect((await gateway.register({ redirect_uris: [redirectUri] }, { authorization })).statusCode).toBe(401);
      expect(gateway.asked).toEqual([]);
    },
  );

  it.each([
    "password",
    "client_credentials",
    "implicit",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "Authorization_Code",
    "",
  ])("can't use the grant %j", async (grant_type) => {
    const answer = await gateway.token({ ...codeForm(), ...refreshForm(), username: "a", password: "b", grant_type });
    expect(answer.json().error).toBe("unsupported_grant_type");
    expect(gateway.asked).toEqual([]);
  });

  it.each(["token", "id_token", "code id_token", "code token", "none", "CODE", ""])(
    "can't ask for the response type %j",
    async (response_type) => {
      const { headers } = await gateway.authorize(question({ response_type }));
      expect(headers.location).toContain(`${redirectUri}?error=unsupported_response_type`);
    },
  );
});
