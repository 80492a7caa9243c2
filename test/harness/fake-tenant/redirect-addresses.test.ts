import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pkce } from "#test/support/sign-in/pkce.ts";
import { type Answer, type Fixture, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

const callback = "https://mcp.aozora-coffee.example/mcp/oauth/callback";

const signIn = (redirectUri: string, more: Record<string, string> = {}) =>
  fixture.signIn("hana.mori", { redirect_uri: redirectUri, ...more });

const codeAt = async (redirectUri: string, more: Record<string, string> = {}) =>
  (await signIn(redirectUri, more)).redirect.get("code") ?? "";

/** A token request with a code, or with a refresh token, as a server or, with an Origin, as a browser sends it. */
const token = (form: Record<string, string>, origin?: string): Promise<Answer> =>
  fixture.send(`${fixture.tenant.authorityHost}/organizations/oauth2/v2.0/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...(origin !== undefined && { origin }) },
    body: new URLSearchParams({ client_id: fixture.directory.publicClientApp.clientId, ...form }).toString(),
  });

describe("a redirect address in Entra", () => {
  const matches: [registered: string, platform: "publicClient" | "web" | "spa", asked: string, isSame: boolean][] = [
    [callback, "publicClient", callback, true],
    [callback, "publicClient", `${callback}/`, false],
    [callback, "publicClient", callback.replace("/mcp/", "/MCP/"), false],
    [callback, "publicClient", callback.replace("example/", "example:443/"), false],
    [callback, "publicClient", `${callback}?x=1`, false],
    ["http://localhost/front", "web", "http://localhost:5000/front", true],
    ["http://localhost/front", "web", "http://localhost:5000/front/", false],
    ["http://localhost/front", "web", "http://127.0.0.1:5000/front", false],
    ["http://localhost/front", "web", "http://localhost:5000/front#x", false],
    ["http://localhost/front", "web", "https://localhost/front", false],
    ["http://localhost/front", "web", "http://evil.example/front", false],
    ["http://localhost:8080/ported", "spa", "http://localhost:9/ported", true],
    ["http://127.0.0.1/native", "publicClient", "http://127.0.0.1:5000/native", true],
    ["http://127.0.0.1/browser", "spa", "http://127.0.0.1:5000/browser", false],
    ["http://127.0.0.1:5000/exact", "spa", "http://127.0.0.1:5000/exact", true],
    ["https://localhost/secure", "publicClient", "https://localhost:5000/secure", false],
    ["http://localhost/v6", "publicClient", "http://[::1]:5000/v6", false],
  ];
  it.each(matches)("registered as %s (%s) is asked for as %s: %s", async (registered, platform, asked, isSame) => {
    await fixture.tenant.control.registerRedirectUri(registered, platform);
    const challenge = { code_challenge: pkce().challenge, code_challenge_method: "S256" };
    const { answer, redirect } = await signIn(asked, challenge);
    expect(redirect.has("code")).toBe(isSame);
    if (!isSame) expect([answer.status, answer.headers.location]).toEqual([400, undefined]);
    if (!isSame) expect(answer.text).toContain("AADSTS50011");
  });

  it.each([
    ["http elsewhere than on localhost", "http://mcp.aozora-coffee.example/callback"],
    ["IPv6 loopback", "http://[::1]/callback"],
    ["a special character", "https://mcp.aozora-coffee.example/(callback)"],
    ["a wildcard", "https://*.aozora-coffee.example/callback"],
    ["more than 256 characters", `https://mcp.aozora-coffee.example/${"a".repeat(256)}`],
  ])("can't be registered with %s", async (_what, uri) => {
    await expect(fixture.tenant.control.registerRedirectUri(uri)).rejects.toThrow("registers no redirect address");
  });

  it("that is missing is no reason to guess one: 900971 on the page", async () => {
    const { answer } = await fixture.authorize("organizations", {
      client_id: fixture.directory.publicClientApp.clientId,
    });
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining("AADSTS900971") });
  });
});

describe("the platform of a redirect address", () => {
  const origin = "https://app.aozora-coffee.example";
  const spa = `${origin}/signed-in-here`;
  const native = "http://localhost:50123/callback";
  beforeAll(() => fixture.tenant.control.registerRedirectUri(spa, "spa"));

  async function signedIn(redirectUri: string, from?: string) {
    const { verifier, challenge } = pkce();
    const code = await codeAt(redirectUri, { code_challenge: challenge, code_challenge_method: "S256" });
    const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier };
    return { form, answer: await token(form, from) };
  }

  it("public client takes no Origin (9002326) and no credential (700025), at a code and at a refresh", async () => {
    const { answer } = await signedIn(native, "http://localhost:50123");
    expect(answer.json).toMatchObject({ error: "invalid_request", error_codes: [9002326] });
    const { refresh_token: refreshToken } = (await signedIn(native)).answer.json;
    const renewal = { grant_type: "refresh_token", refresh_token: String(refreshToken) };
    expect((await token(renewal, "http://localhost:50123")).json).toMatchObject({ error_codes: [9002326] });
    const refused = [{ client_secret: "any" }, { client_secret: "" }, { client_assertion: "eyJ" }];
    for (const more of refused) {
      expect(await token({ ...renewal, ...more })).toMatchObject({ status: 401, json: { error_codes: [700025] } });
    }
    expect((await token(renewal)).status).toBe(200);
  });

  it("single-page app redeems across origins only, with PKCE: 9002327, 9002325", async () => {
    const served = await signedIn(spa);
    expect(served.answer.json).toMatchObject({ error: "invalid_request", error_codes: [9002327] });
    const inBrowser = await token(served.form, origin);
    expect(inBrowser.status).toBe(200);
    expect(inBrowser.headers["access-control-allow-origin"]).toBe(origin);
    const renewal = { grant_type: "refresh_token", refresh_token: String(inBrowser.json.refresh_token) };
    expect((await token(renewal)).json).toMatchObject({ error_codes: [9002327] });
    const { redirect } = await signIn(spa);
    expect(redirect.get("error")).toBe("invalid_request");
    expect(redirect.get("error_description")).toContain("AADSTS9002325");
  });

  it("web wants the secret at a refresh too: 7000218", async () => {
    const { clientId, clientSecret } = fixture.directory.clientApp;
    const web = "https://claude.ai/api/mcp/auth_callback";
    const code = await codeAt(web, { client_id: clientId });
    const client = { client_id: clientId, client_secret: clientSecret };
    const { json } = await token({ ...client, grant_type: "authorization_code", code, redirect_uri: web });
    const renewal = { client_id: clientId, grant_type: "refresh_token", refresh_token: String(json.refresh_token) };
    expect(await token(renewal)).toMatchObject({ status: 401, json: { error_codes: [7000218] } });
    expect((await token({ ...renewal, ...client })).status).toBe(200);
  });
});

describe("an authorization code of Entra's", () => {
  const native = "http://localhost:50123/callback";
  const form = (code: string) => ({ grant_type: "authorization_code", code, redirect_uri: native });

  it("works once, at any later try 54005", async () => {
    const code = await codeAt(native);
    expect((await token(form(code))).status).toBe(200);
    for (const _ of [2, 3]) {
      expect((await token(form(code))).json).toMatchObject({ error: "invalid_grant", error_codes: [54005] });
    }
  });

  it("works at the authority that gave it only: 700005", async () => {
    const code = await codeAt(native);
    const { clientId } = fixture.directory.publicClientApp;
    const elsewhere = await fixture.token(fixture.home.id, { client_id: clientId, ...form(code) });
    expect(elsewhere.json).toMatchObject({ error: "invalid_grant", error_codes: [700005] });
  });

  it("lives for 10 minutes: 70008", async () => {
    const [late, inTime] = [await codeAt(native), await codeAt(native)];
    // The clock counts whole seconds: one more may begin meanwhile.
    await fixture.tenant.control.advanceClock(598_000);
    expect((await token(form(inTime))).status).toBe(200);
    await fixture.tenant.control.advanceClock(2_000);
    expect((await token(form(late))).json).toMatchObject({ error: "invalid_grant", error_codes: [70008] });
  });

  it("is as long as Entra's, of letters that need no encoding, and nothing that can be decoded", async () => {
    const codes = await Promise.all(Array.from({ length: 8 }, () => codeAt(native)));
    for (const code of codes) expect(code).toMatch(/^1\.[\w-]{838,}$/);
    const bare = codes.map((code) => code.slice(2));
    expect(bare.some((text) => Buffer.from(text, "base64url").toString("base64url") !== text)).toBe(true);
  });

  it("is not redeemed for a verifier that nobody asked for: 501481", async () => {
    const answer = await token({ ...form(await codeAt(native)), code_verifier: pkce().verifier });
    expect(answer.json).toMatchObject({ error_codes: [501481] });
  });
});
