import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import { fetch as undiciFetch } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Fixture, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

describe("the metadata of the fake Entra", () => {
  it("names the tenant's own issuer, by id or by domain", async () => {
    const { authorityHost } = fixture.tenant;
    for (const part of [fixture.home.id, fixture.home.domain]) {
      const { json } = await fixture.send(`${authorityHost}/${part}/v2.0/.well-known/openid-configuration`);
      expect(json).toMatchObject({
        issuer: `${authorityHost}/${fixture.home.id}/v2.0`,
        token_endpoint: `${authorityHost}/${fixture.home.id}/oauth2/v2.0/token`,
        jwks_uri: `${authorityHost}/${fixture.home.id}/discovery/v2.0/keys`,
      });
    }
  });

  it("writes the issuer of common and organizations as the literal template", async () => {
    const { authorityHost } = fixture.tenant;
    for (const part of ["common", "organizations"]) {
      const { json } = await fixture.send(`${authorityHost}/${part}/v2.0/.well-known/openid-configuration`);
      expect(json.issuer).toBe(`${authorityHost}/{tenantid}/v2.0`);
    }
  });

  it("does not say that it knows PKCE, nor where to register a client", async () => {
    const { json } = await fixture.send(
      `${fixture.tenant.authorityHost}/${fixture.home.id}/v2.0/.well-known/openid-configuration`,
    );
    expect(json).not.toHaveProperty("code_challenge_methods_supported");
    expect(json).not.toHaveProperty("registration_endpoint");
    const rfc8414 = await fixture.send(`${fixture.tenant.authorityHost}/.well-known/oauth-authorization-server/common`);
    expect(rfc8414.status).toBe(404);
  });

  it("answers an unknown tenant with AADSTS90002", async () => {
    const answer = await fixture.send(
      `${fixture.tenant.authorityHost}/11111111-2222-4333-8444-555555555555/v2.0/.well-known/openid-configuration`,
    );
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error: "invalid_request", error_codes: [90002] });
  });

  it("publishes two work keys and one key of personal accounts, each with its issuer", async () => {
    const { authorityHost } = fixture.tenant;
    const { json } = await fixture.send(`${authorityHost}/common/discovery/v2.0/keys`);
    const issuers = (json.keys as { issuer: string }[]).map(({ issuer }) => issuer);
    expect(issuers.filter((issuer) => issuer === `${authorityHost}/{tenantid}/v2.0`)).toHaveLength(2);
    expect(issuers.filter((issuer) => issuer.includes("9188040d-6c67-4c5b-b112-36a304b66dad"))).toHaveLength(1);
  });

  it("lets a verifier follow a key rollover, and counts its fetches", async () => {
    const { control, authorityHost } = fixture.tenant;
    await control.resetStats();
    // undici's own types of a Response and Node's are one thing by two names.
    const fetchKeys = (url: string) => undiciFetch(url, { dispatcher: fixture.agent }) as unknown as Promise<Response>;
    const keys = createRemoteJWKSet(new URL(`${authorityHost}/common/discovery/v2.0/keys`), {
      cooldownDuration: 0,
      [customFetch]: fetchKeys,
    });
    await jwtVerify(await control.mintToken(), keys);
    const oldKid = (await control.publishedKeys())[0]?.kid ?? "";
    const newKid = await control.rotateKeys();
    const { protectedHeader } = await jwtVerify(await control.mintToken(), keys);
    expect(protectedHeader.kid).toBe(newKid);
    expect((await control.stats()).jwksFetches).toBe(2);
    expect(await control.removeKey(oldKid)).toBe(true);
    expect(await control.removeKey(oldKid)).toBe(false);
  });
});
