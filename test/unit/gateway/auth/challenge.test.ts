import { extractWWWAuthenticateParams } from "@modelcontextprotocol/client";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authRefusalReasons } from "#gateway/auth/auth-refusal.ts";
import { createChallenges, quotedString, refusalAnswer } from "#gateway/auth/challenge.ts";
import { metadataUrl, protectedResourceMetadata } from "#gateway/auth/protected-resource-metadata.ts";
import { binaryText } from "#test/support/binary-text.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";

import { authorityHost, guidOf, tenant } from "./entra-signer.ts";
import { identity } from "./guarded-server.ts";

const challenges = createChallenges(identity);
const discovery = {
  scope: "https://mcp.contoso.example/mcp/access_as_user",
  resourceMetadataUrl: new URL("https://mcp.contoso.example/.well-known/oauth-protected-resource/mcp"),
};
/** As the MCP SDK's client reads it. */
const read = (headers: Readonly<Record<string, string>>) =>
  extractWWWAuthenticateParams(new Response(null, { headers }));

describe("a challenge", () => {
  it("names no error when there was no token", () => {
    const { status, headers, challenge } = challenges.signIn;
    expect({ status, challenge, ...read(headers) }).toEqual({
      status: 401,
      challenge: "sign_in",
      error: undefined,
      errorDescription: undefined,
      ...discovery,
    });
  });

  it.each([
    ["invalid_token", 401, challenges.invalidToken],
    ["insufficient_scope", 403, challenges.insufficientScope],
    ["insufficient_claims", 401, challenges.insufficientClaims("{}")],
  ])("of %s is read by the SDK's client with scope and metadata", (error, status, answer) => {
    expect(answer.status).toBe(status);
    expect(read(answer.headers)).toMatchObject({ error, ...discovery });
    expect(JSON.parse(answer.body)).toMatchObject({ error, error_description: expect.any(String) });
  });

  it("names no parameter twice", () => {
    const answers = [
      challenges.signIn,
      challenges.invalidToken,
      challenges.insufficientScope,
      challenges.insufficientClaims("{}"),
    ];
    for (const { headers } of answers) {
      const header = headers["www-authenticate"] ?? "";
      expect(header).toMatch(/^Bearer [a-z_]+="/);
      const names = [...header.matchAll(/(?:^Bearer |, )([a-z_]+)="/g)].map(([, name]) => name);
      expect(names.length).toBeGreaterThan(1);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("hands over any claims that Entra asks for", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const claims = JSON.stringify(value);
        const header = challenges.insufficientClaims(claims).headers["www-authenticate"] ?? "";
        const encoded = /[ ,]claims="([A-Za-z0-9+/=]*)"/.exec(header)?.[1] ?? "missing";
        return Buffer.from(encoded, "base64").toString() === claims;
      }),
    );
  });

  it("names the authority that the claims are from", () => {
    expect(challenges.insufficientClaims("{}").headers["www-authenticate"]).toContain(
      'authorization_uri="https://login.microsoftonline.com/common/oauth2/v2.0/authorize"',
    );
  });

  it("can't be broken out of by any text in a quoted-string", () => {
    fc.assert(
      fc.property(binaryText(), (text) => {
        const quoted = quotedString(text);
        expect(quoted).toMatch(/^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/);
      }),
    );
    expect(quotedString('a "b" \\ c\r\nd')).toBe('"a \\"b\\" \\\\ c  d"');
  });
});

describe("the answer to a refusal", () => {
  const answers = authRefusalReasons.map((reason) => ({ reason, answer: refusalAnswer({ reason }, challenges) }));

  it("is JSON that is never stored, with words, whatever the reason", () => {
    for (const { answer } of answers) {
      expect(answer.headers).toMatchObject({ "content-type": "application/json", "cache-control": "no-store" });
      expect(JSON.parse(answer.body).error_description).toMatch(/^[A-Z].+\.$/);
    }
  });

  it("is the same for every token that is not good for this server", () => {
    const same = answers.filter(({ answer }) => answer.challenge === "invalid_token");
    expect(new Set(same.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
    expect(same.map(({ reason }) => reason)).toEqual([
      "malformed_token",
      "header",
      "algorithm",
      "unknown_key",
      "signature",
      "audience",
      "timestamps",
      "expired",
      "not_yet_valid",
      "version",
      "tenant_id",
      "issuer",
      "key_issuer",
      "client_id",
      "user_id",
    ]);
  });

  it("starts no sign-in where signing in can't help", () => {
    const refused = answers.filter(({ answer }) => answer.status === 403 && answer.challenge === undefined);
    expect(refused.map(({ reason }) => reason)).toEqual([
      "personal_account",
      "tenant_not_allowed",
      "tenant_suspended",
      "other_tenant_address",
      "guest_not_allowed",
      "app_only",
      "agent_not_allowed",
      "client_not_allowed",
      "assistant_not_allowed",
      "admin_not_allowed",
      "admin_unknown",
    ]);
    for (const { answer } of refused) expect(answer.headers).not.toHaveProperty("www-authenticate");
  });

  it("says when to try again while the keys are missing, and does not send anybody to sign in", () => {
    const { status, headers, challenge } = refusalAnswer({ reason: "keys_unavailable" }, challenges);
    expect({ status, challenge, retryAfter: headers["retry-after"] }).toEqual({
      status: 503,
      challenge: undefined,
      retryAfter: "5",
    });
  });
});

describe("the metadata", () => {
  it.each([
    ["https://h.example/mcp", "https://h.example/.well-known/oauth-protected-resource/mcp"],
    ["https://h.example:8443/a/b", "https://h.example:8443/.well-known/oauth-protected-resource/a/b"],
    ["http://localhost:8080/mcp", "http://localhost:8080/.well-known/oauth-protected-resource/mcp"],
    ["https://h.example", "https://h.example/.well-known/oauth-protected-resource"],
  ])("of %s is at %s", (url, expected) => {
    expect(metadataUrl(url)).toBe(expected);
  });

  it.each([
    ["every tenant when none is listed", [], "organizations"],
    ["the one tenant that is listed", [tenant], tenant],
    ["every tenant when several are listed", [tenant, guidOf(2)], "organizations"],
  ])("sends people of %s to sign in", (_, allowedTenants, expected) => {
    const policies = tenantPolicies({ allowedTenants });
    expect(protectedResourceMetadata({ ...identity, policies }).authorization_servers).toEqual([
      `${authorityHost}/${expected}/v2.0`,
    ]);
  });
});
