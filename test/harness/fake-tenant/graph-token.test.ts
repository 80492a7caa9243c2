import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MintOptions } from "#test/fake-tenant/entra/mint-token.ts";
import { type Fixture, graphCode, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.tenant.control.resetScript());

const messages = (mint: MintOptions, path = "/me/messages?$top=1") =>
  fixture.graph(fixture.person("hana.mori"), path, { mint });

describe("the fake Graph's check of tokens", () => {
  it.each<[string, MintOptions]>([
    ["signed by an unknown key", { key: "unknown" }],
    ["signed with the public key as a secret", { algorithm: "HS256" }],
    ["that expired", { expiresInSeconds: -10 }],
    ["for another audience", { claims: { aud: "https://elsewhere.example" } }],
    ["of another issuer", { claims: { iss: "https://sts.windows.net/other/" } }],
    ["of an unknown tenant", { claims: { tid: "11111111-2222-4333-8444-555555555555" } }],
    ["of a user of another tenant", { claims: { oid: "11111111-2222-4333-8444-555555555555" } }],
  ])("refuses a token %s with 401 and a challenge", async (_defect, mint) => {
    const answer = await messages(mint);
    expect([answer.status, graphCode(answer)]).toEqual([401, "InvalidAuthenticationToken"]);
    expect(answer.headers["www-authenticate"]).toMatch(/^Bearer realm=""/);
  });

  it("refuses no token at all, and a token meant for the Server app, which it records", async () => {
    const { graphBaseUrl, control } = fixture.tenant;
    expect((await fixture.send(`${graphBaseUrl}/v1.0/me`)).status).toBe(401);
    const inbound = await control.mintToken();
    const answer = await fixture.send(`${graphBaseUrl}/v1.0/me`, { headers: { authorization: `Bearer ${inbound}` } });
    expect(answer.status).toBe(401);
    const stats = await control.stats();
    expect(stats.inboundAssertionsAtGraph).toBe(1);
    expect(stats.requests.map(({ sawInboundAssertion }) => sawInboundAssertion)).toEqual([false, true]);
    expect(JSON.stringify(stats)).not.toContain("eyJ");
  });

  it("challenges a cp1 token after its user's sessions were revoked, and lets any other live on", async () => {
    const { control } = fixture.tenant;
    const user = fixture.person("yuki.sato");
    const issued = { issuedAgoSeconds: 60, claims: { auth_time: Math.floor(Date.now() / 1000) - 60 } };
    const cp1 = { ...issued, claims: { ...issued.claims, xms_cc: ["CP1"] } };
    await control.revokeSessions(user.id);
    const refused = await fixture.graph(user, "/me", { mint: cp1 });
    expect(refused.status).toBe(401);
    const header = refused.headers["www-authenticate"] ?? "";
    expect(header).toContain('error="insufficient_claims"');
    const claims = Buffer.from(/claims="([^"]+)"/.exec(header)?.[1] ?? "", "base64").toString("utf8");
    expect(JSON.parse(claims)).toMatchObject({ access_token: { nbf: { essential: true } } });
    expect((await fixture.graph(user, "/me", { mint: issued })).status).toBe(200);
  });

  it("can be told to challenge, in the documented form", async () => {
    await fixture.tenant.control.addRule({
      door: "graph",
      match: {},
      times: 1,
      response: { claimsChallenge: '{"a":1}' },
    });
    const answer = await messages({});
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toContain(`claims="${Buffer.from('{"a":1}').toString("base64")}"`);
  });

  it("answers with request ids: its own and the client's", async () => {
    const id = "0f0e0d0c-0b0a-4908-8706-050403020100";
    const answer = await fixture.graph(fixture.person("hana.mori"), "/me", { headers: { "client-request-id": id } });
    expect(answer.headers["client-request-id"]).toBe(id);
    expect(answer.headers["request-id"]).toMatch(/^[\da-f-]{36}$/);
    expect(answer.headers.date).toBeTruthy();
    expect((await fixture.tenant.control.stats()).requests.at(-1)).toMatchObject({ clientRequestId: id, status: 200 });
  });

  it("counts and refuses every attempt to write", async () => {
    const { graphBaseUrl, control } = fixture.tenant;
    const token = await control.mintToken({ shape: "graph" });
    for (const method of ["POST", "PATCH", "DELETE"] as const) {
      const answer = await fixture.send(`${graphBaseUrl}/v1.0/me/messages/x`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(405);
    }
    expect((await control.stats()).writes).toBe(3);
  });

  it("does not know paths outside the product, nor beta", async () => {
    const hana = fixture.person("hana.mori");
    const unknown = await fixture.graph(hana, "/me/insights/used");
    expect(unknown.json).toMatchObject({
      error: { code: "BadRequest", message: "Resource not found for the segment 'insights'." },
    });
    const { graphBaseUrl, control } = fixture.tenant;
    const token = await control.mintToken({ shape: "graph" });
    const beta = await fixture.send(`${graphBaseUrl}/beta/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(beta.status).toBe(400);
  });
});
