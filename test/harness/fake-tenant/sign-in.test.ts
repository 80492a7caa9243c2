import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pkce } from "#test/support/sign-in/pkce.ts";
import { type Fixture, redirectUri, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.tenant.control.resetScript());

function signInQuery(more: Record<string, string> = {}) {
  const pair = pkce();
  return {
    verifier: pair.verifier,
    query: {
      client_id: fixture.directory.clientApp.clientId,
      response_type: "code",
      redirect_uri: redirectUri,
      scope: `${fixture.directory.scope} openid profile offline_access`,
      state: "st",
      code_challenge: pair.challenge,
      code_challenge_method: "S256",
      login_hint: fixture.person("hana.mori").userPrincipalName,
      ...more,
    } as Record<string, string>,
  };
}

const without = (query: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(query).filter(([key]) => key !== name));

/** A renewal of the client's tokens. */
const renew = (token: unknown, more: Record<string, string> = {}) =>
  fixture.token("organizations", {
    client_id: fixture.directory.clientApp.clientId,
    grant_type: "refresh_token",
    refresh_token: String(token),
    ...more,
  });

/** Signs in and redeems the code, with more in the question and in the form. */
async function signIn(more: Record<string, string> = {}, inForm: Record<string, string> = {}) {
  const { query, verifier } = signInQuery(more);
  const { redirect } = await fixture.authorize("organizations", query);
  const form = {
    client_id: query.client_id ?? "",
    grant_type: "authorization_code",
    redirect_uri: query.redirect_uri ?? "",
    code: redirect.get("code") ?? "",
    code_verifier: verifier,
    ...inForm,
  };
  return { form, redirect, answer: await fixture.token("organizations", form) };
}

describe("signing in with authorization code and PKCE", () => {
  it("gives a v2.0 token for the Server app, a refresh token and an id token", async () => {
    const { answer, redirect } = await signIn();
    expect(redirect.get("state")).toBe("st");
    expect(redirect.has("session_state")).toBe(true);
    expect(redirect.has("iss")).toBe(false);
    expect(answer.status).toBe(200);
    expect(answer.headers["cache-control"]).toContain("no-store");
    const claims = decodeJwt(String(answer.json.access_token));
    expect(claims).toMatchObject({
      aud: fixture.directory.serverApp.clientId,
      iss: `${fixture.tenant.authorityHost}/${fixture.home.id}/v2.0`,
      ver: "2.0",
      scp: "access_as_user",
      azp: fixture.directory.clientApp.clientId,
      azpacr: "0",
      oid: fixture.person("hana.mori").id,
      tid: fixture.home.id,
      idtyp: "user",
    });
    expect(answer.json.scope).toContain(fixture.directory.scope);
    expect(decodeJwt(String(answer.json.id_token))).toMatchObject({ aud: fixture.directory.clientApp.clientId });
  });

  it("renews with a new refresh token each time, while the old one keeps working", async () => {
    const { answer } = await signIn();
    const second = await renew(answer.json.refresh_token);
    expect(second.status).toBe(200);
    expect(second.json.refresh_token).not.toBe(answer.json.refresh_token);
    expect((await renew(answer.json.refresh_token)).status).toBe(200);
  });

  it("refuses a refresh token after the sessions were revoked: 50173", async () => {
    const { answer } = await signIn({ login_hint: fixture.person("mei.lin").userPrincipalName });
    await fixture.tenant.control.revokeSessions(fixture.person("mei.lin").id);
    const renewed = await renew(answer.json.refresh_token);
    expect(renewed.json).toMatchObject({ error: "invalid_grant", suberror: "bad_token", error_codes: [50173] });
  });

  it("answers a claims challenge only by an interactive sign-in: a refresh is challenged again", async () => {
    const { control } = fixture.tenant;
    const claims = await control.addAccessPolicy({ tenantId: fixture.home.id, aadsts: 50076 });
    const { capolids } = JSON.parse(claims).access_token as { capolids: { values: string[] } };
    const exchange = async (token: unknown) => fixture.token(fixture.home.id, fixture.oboForm(String(token)));

    const before = await signIn();
    expect((await exchange(before.answer.json.access_token)).json).toMatchObject({ error_codes: [50076], claims });
    const silent = await renew(before.answer.json.refresh_token);
    expect((await exchange(silent.json.access_token)).json).toMatchObject({ error_codes: [50076] });
    expect((await renew(before.answer.json.refresh_token, { claims })).json).toMatchObject({
      error_codes: [50076],
      claims,
    });

    const after = await signIn({ claims });
    expect(decodeJwt(String(after.answer.json.access_token)).capolids).toEqual(capolids.values);
    expect((await exchange(after.answer.json.access_token)).status).toBe(200);
    const renewed = await renew(after.answer.json.refresh_token, { claims });
    expect((await exchange(renewed.json.access_token)).status).toBe(200);
  });

  it("shows a list of accounts to a browser that names nobody", async () => {
    const { query } = signInQuery();
    const { answer } = await fixture.authorize(fixture.home.id, without(query, "login_hint"));
    expect(answer.status).toBe(200);
    expect(answer.text).toContain("Hana Mori");
    expect(answer.text).not.toContain("Lena Vogt <small>lena.vogt@nordlys");
  });

  it("cannot sign in silently for nobody: login_required", async () => {
    const { query } = signInQuery({ prompt: "none" });
    const { redirect } = await fixture.authorize(fixture.home.id, without(query, "login_hint"));
    expect(redirect.get("error")).toBe("login_required");
  });

  it("refuses a wrong or missing PKCE verifier: 501481", async () => {
    for (const verifier of ["x".repeat(43), ""]) {
      const { answer } = await signIn({}, { code_verifier: verifier });
      expect(answer.json).toMatchObject({ error: "invalid_grant", error_codes: [501481] });
    }
  });

  it("tells an unknown client so on the page: 700016", async () => {
    const { answer } = await fixture.authorize(
      "organizations",
      signInQuery({ client_id: "11111111-2222-4333-8444-555555555555" }).query,
    );
    expect(answer.text).toContain("AADSTS700016");
  });

  it("accepts `resource` only when it is exactly an Application ID URI of the scope's app: 9010010", async () => {
    const [identifierUri = ""] = fixture.directory.serverApp.identifierUris;
    const right = await fixture.authorize("organizations", signInQuery({ resource: identifierUri }).query);
    expect(right.redirect.has("code")).toBe(true);
    for (const resource of [`${identifierUri}/`, "https://mcp.elsewhere.example/mcp", "https://graph.microsoft.com"]) {
      const { redirect } = await fixture.authorize("organizations", signInQuery({ resource }).query);
      expect(redirect.get("error")).toBe("invalid_target");
      expect(redirect.get("error_description")).toContain("AADSTS9010010");
    }
    await fixture.tenant.control.registerIdentifierUri("http://localhost:8080/mcp");
    const scope = "http://localhost:8080/mcp/access_as_user openid";
    const registered = await fixture.authorize(
      "organizations",
      signInQuery({ resource: "http://localhost:8080/mcp", scope }).query,
    );
    expect(registered.redirect.has("code")).toBe(true);
  });

  it("refuses a missing scope (900144), a bare one (650053), an unknown resource (500011), a mix (70011)", async () => {
    const cases: [string, number][] = [
      ["", 900144],
      ["access_as_user", 650053],
      ["https://nobody.example/access_as_user", 500011],
      [`${fixture.directory.scope} ${fixture.directory.serverApp.identifierUris[0]}/.default`, 70011],
    ];
    for (const [scope, number] of cases) {
      const { redirect } = await fixture.authorize("organizations", signInQuery({ scope }).query);
      expect(redirect.get("error_description")).toContain(`AADSTS${number}:`);
    }
  });

  it("wants a secret for a web redirect address", async () => {
    const web = await signIn({ redirect_uri: "https://claude.ai/api/mcp/auth_callback" });
    expect(web.answer).toMatchObject({ status: 401, json: { error_codes: [7000218] } });
    const withSecret = await fixture.token("organizations", {
      ...web.form,
      client_secret: fixture.directory.clientApp.clientSecret,
    });
    expect(withSecret.status).toBe(200);
  });

  it("gives a public client tokens without a secret at the same web address, and none with one: 700025", async () => {
    const { clientId } = fixture.directory.publicClientApp;
    const there = { client_id: clientId, redirect_uri: "https://claude.ai/api/mcp/auth_callback" };
    expect((await signIn(there)).answer.status).toBe(200);
    const secret = fixture.directory.clientApp.clientSecret;
    expect((await signIn(there, { client_secret: secret })).answer).toMatchObject({
      status: 401,
      json: { error: "invalid_client", error_codes: [700025] },
    });
  });

  it("tells a person at the page, and no client, of a parameter that comes twice: 9000411", async () => {
    const { query } = signInQuery();
    const twice = `${new URLSearchParams(query)}&redirect_uri=${encodeURIComponent("https://evil.example/")}`;
    const answer = await fixture.send(`${fixture.tenant.authorityHost}/organizations/oauth2/v2.0/authorize?${twice}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.location).toBeUndefined();
    expect(answer.text).toContain("AADSTS9000411");
  });

  it("stores what an admin consents to, and nothing when they decline", async () => {
    const { control, authorityHost } = fixture.tenant;
    await control.setGrants(fixture.home.id, []);
    const consent = (more: Record<string, string>) =>
      fixture.send(
        `${authorityHost}/${fixture.home.id}/v2.0/adminconsent?${new URLSearchParams({
          client_id: fixture.directory.serverApp.clientId,
          scope: "https://graph.microsoft.com/.default",
          redirect_uri: "https://mcp.aozora-coffee.example/consented",
          state: "s1",
          ...more,
        })}`,
      );
    const exchange = async () => fixture.token(fixture.home.id, fixture.oboForm(await control.mintToken()));
    const declined = await consent({ decision: "decline" });
    expect(declined.headers.location).toContain("error=access_denied");
    expect((await exchange()).json).toMatchObject({ error_codes: [65001] });
    const accepted = new URL((await consent({ decision: "accept" })).headers.location ?? "");
    expect(Object.fromEntries(accepted.searchParams)).toMatchObject({
      admin_consent: "True",
      tenant: fixture.home.id,
      state: "s1",
    });
    expect((await exchange()).json.scope).toContain("Mail.Read");
  });
});
