// S3: only this server's scope — at both endpoints short names are qualified and a missing scope is added; a scope of
// another resource is refused, in requests and responses.
// proves P6

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OauthFault } from "#gateway/oauth-shim/oauth-fault.ts";
import { scopeForEntra } from "#gateway/oauth-shim/requested-scope.ts";
import { runs } from "#test/support/property-runs.ts";
import {
  answerOrFault,
  clientId,
  codeForm,
  entraTokens,
  ownScope,
  publicUrl,
  question,
  redirectOf,
  redirectUri,
  refreshForm,
  shimAddress,
  shimGateway,
} from "./shim-gateway.ts";

const gateway = shimGateway();

const rewritten: [string | undefined, string][] = [
  [undefined, ownScope],
  ["", ownScope],
  ["access_as_user", ownScope],
  [ownScope, ownScope],
  [`access_as_user ${ownScope} access_as_user`, ownScope],
  ["offline_access", `${ownScope} offline_access`],
  ["access_as_user offline_access", `${ownScope} offline_access`],
  ["offline_access openid profile email offline_access", `${ownScope} offline_access openid profile email`],
  ["  access_as_user   openid ", `${ownScope} openid`],
];

const refused = [
  "Mail.Read",
  "access_as_user Mail.Read",
  "https://graph.microsoft.com/Mail.ReadWrite",
  "https://graph.microsoft.com/.default",
  ".default",
  `${publicUrl}/.default`,
  `${clientId}/.default`,
  `access_as_user ${publicUrl}/.default`,
  `${ownScope}/.default`,
  "api://8a1c1c7e-0000-4000-8000-000000000001/access_as_user",
  "https://mcp.elsewhere.example/mcp/access_as_user",
  "https://mcp.contoso.example//mcp/access_as_user",
  "HTTPS://mcp.contoso.example/mcp/access_as_user",
  `${publicUrl}/access_as_user/`,
  `${publicUrl}/other`,
  "Access_As_User",
  "access_as_user\tMail.Read",
  "access_as_user\nMail.Read",
  "access_as_user,Mail.Read",
  "access_as_user+Mail.Read",
  "access_as_user%20Mail.Read",
  "access_as_user&resource=https://graph.microsoft.com",
  "offline_access user_impersonation",
  "openid\u00a0Mail.Read",
  "claudeai",
  `openid ${"x".repeat(1_000)}`,
  "openid ".repeat(200),
];

describe("the scope that Entra is asked for", () => {
  it.each(rewritten)("is for %j: %j", async (scope, expected) => {
    expect(redirectOf(await gateway.authorize(question({ scope }))).parameters.scope).toBe(expected);
  });

  it.each(refused)("is not made of %j", async (scope) => {
    const { url, parameters } = redirectOf(await gateway.authorize(question({ scope })));
    expect(`${url.origin}${url.pathname}`).toBe(redirectUri);
    expect(parameters.error).toBe("invalid_scope");
    for (const form of [codeForm({ scope }), refreshForm({ scope })]) {
      const answer = await gateway.token(form);
      expect({ status: answer.statusCode, error: answer.json().error }).toEqual({
        status: 400,
        error: "invalid_scope",
      });
    }
    expect(gateway.asked).toEqual([]);
  });

  it("is qualified at the token endpoint too, and put in with offline_access where the client sends none", async () => {
    await gateway.token(codeForm({ scope: "access_as_user offline_access" }));
    await gateway.token(refreshForm({ scope: "access_as_user" }));
    await gateway.token(codeForm());
    await gateway.token(refreshForm());
    const scopes = gateway.asked.splice(0).map(({ form }) => form.scope);
    const withRefreshToken = `${ownScope} offline_access`;
    expect(scopes).toEqual([withRefreshToken, ownScope, withRefreshToken, withRefreshToken]);
  });

  it("never holds anything but ours and OpenID's, whatever is asked for", () => {
    const allowed = new Set([ownScope, "openid", "profile", "email", "offline_access"]);
    const part = fc.oneof(fc.constantFrom(...refused, ...allowed, "access_as_user"), fc.string({ maxLength: 20 }));
    const scope = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(" "));
    fc.assert(
      fc.property(scope, (text) => {
        const asked = answerOrFault(() => scopeForEntra(text, shimAddress.identity));
        if (asked instanceof OauthFault) return asked.code === "invalid_scope";
        const names = asked.split(" ");
        return names[0] === ownScope && names.every((name) => allowed.has(name));
      }),
      { numRuns: runs(2_000) },
    );
  });
});

describe("tokens that Entra answers with", () => {
  const answerWith = (scope: string | undefined) =>
    shimGateway({ entra: () => Response.json({ ...entraTokens, scope }) }).token(codeForm());

  it.each([
    undefined,
    ownScope,
    `openid profile ${ownScope}`,
    "api://8a1c1c7e-0000-4000-8000-000000000001/access_as_user",
  ])("are passed on for %j", async (scope) => {
    const answer = await answerWith(scope);
    expect(answer.statusCode).toBe(200);
    expect(answer.json().access_token).toBe(entraTokens.access_token);
  });

  it.each([
    "",
    "openid profile",
    "https://graph.microsoft.com/Mail.Read https://graph.microsoft.com/User.Read",
    `${ownScope}/Mail.Read`,
    `${publicUrl}/not_access_as_user`,
  ])("are kept back for %j, which is not ours", async (scope) => {
    const answer = await answerWith(scope);
    expect(answer.statusCode).toBe(502);
    expect(answer.json()).toEqual({ error: "server_error", error_description: expect.stringContaining("scope") });
  });
});
