// proves P6

import { describe, expect, it } from "vitest";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { person } from "./person.ts";
import {
  authorityHost,
  type Changes,
  codeForm,
  entraCode,
  entraTokens,
  otherTenantId,
  ownScope,
  publicUrl,
  question,
  refreshForm,
  refusedByEntra,
  type SignInGatewayOptions,
  signInApp,
  signInGateway,
  startTime,
  targetOf,
  tenantId,
  verdictOf,
  verifier,
} from "./sign-in-gateway.ts";

let now = startTime;
const keys = [newSealingKey()] as const;
const front = (more: SignInGatewayOptions = {}) => signInGateway({ keys, now: () => now, ...more });
const gateway = front();
const tenantsPath = `/mcp/${tenantId}/oauth/token`;
const tenantsCode = () => person(gateway).codeFor(question(), `/mcp/${tenantId}/oauth/authorize`);

describe("a code", () => {
  it("is redeemed by our own app, address, verifier and scope, and answered with what a client needs", async () => {
    const code = await person(gateway).codeFor();
    gateway.asked.length = 0;
    const answer = await gateway.token(codeForm(code));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.json()).toEqual({
      access_token: entraTokens.access_token,
      token_type: "Bearer",
      expires_in: 4499,
      scope: ownScope,
      refresh_token: expect.stringMatching(/^[\w-]{60,}$/),
    });
    expect(gateway.asked.map(({ url, form }) => ({ url, form }))).toEqual([
      {
        url: `${authorityHost}/organizations/oauth2/v2.0/token`,
        form: {
          client_id: signInApp,
          grant_type: "authorization_code",
          code: entraCode,
          redirect_uri: `${publicUrl}/oauth/callback`,
          code_verifier: expect.stringMatching(/^[\w-]{43}$/),
          scope: `${ownScope} offline_access`,
        },
      },
    ]);
    expect(gateway.asked[0]?.form.code_verifier).not.toBe(verifier);
  });

  it.each<[string, Changes]>([
    ["without resource", { resource: undefined }],
    ["with a short scope", { scope: "access_as_user offline_access" }],
    ["with fields that nobody knows", { assertion: "eyJ", username: "a", requested_token_use: "on_behalf_of" }],
  ])("may be shown %s", async (_what, changes) => {
    expect((await gateway.token(codeForm(await person(gateway).codeFor(), changes))).statusCode).toBe(200);
  });

  it.each<[string, Changes, string]>([
    ["another verifier", { code_verifier: "v".repeat(43) }, "invalid_grant"],
    ["no verifier", { code_verifier: undefined }, "invalid_request"],
    ["a short verifier", { code_verifier: "v" }, "invalid_request"],
    ["another redirect address", { redirect_uri: "http://127.0.0.1:50123/callback" }, "invalid_grant"],
    ["another port", { redirect_uri: "http://localhost:50124/callback" }, "invalid_grant"],
    ["no redirect address", { redirect_uri: undefined }, "invalid_grant"],
    ["another server's resource", { resource: "https://attacker.example/mcp" }, "invalid_target"],
    ["another scope", { scope: "Mail.Read" }, "invalid_scope"],
    ["another grant", { grant_type: "client_credentials" }, "unsupported_grant_type"],
    ["no code", { code: undefined }, "invalid_request"],
    ["Entra's own code", { code: entraCode }, "invalid_grant"],
    ["a code with a line break", { code: "a\nb" }, "invalid_request"],
    ["a long code", { code: "x".repeat(12_289) }, "invalid_request"],
  ])("shown with %s never reaches Entra", async (_what, changes, error) => {
    const code = await person(gateway).codeFor();
    gateway.asked.length = 0;
    const answer = await gateway.token(codeForm(code, changes));
    expect([answer.statusCode, answer.json().error]).toEqual([400, error]);
    expect(gateway.asked).toEqual([]);
  });

  it("may be as long as Entra's may", async () => {
    const [me, entrasCode] = [person(gateway), `1.${"*".repeat(8_190)}`];
    const { state = "" } = targetOf(await me.press(await me.open())).parameters;
    const { code = "" } = targetOf(await me.comeBack({ code: entrasCode, state })).parameters;
    expect((await gateway.token(codeForm(code))).statusCode).toBe(200);
    expect(gateway.asked.at(-1)?.form.code).toBe(entrasCode);
  });

  it("is for the client that asked", async () => {
    const one = await gateway.clientIdFor("http://localhost:50123/callback");
    const two = await gateway.clientIdFor("http://localhost/other");
    const code = await person(gateway).codeFor(question({ client_id: one }));
    expect((await gateway.token(codeForm(code, { client_id: two }))).json().error).toBe("invalid_grant");
    expect((await gateway.token(codeForm(code))).json().error).toBe("invalid_grant");
    expect((await gateway.token(codeForm(code, { client_id: one }))).statusCode).toBe(200);
  });

  it("is for the address where it was asked, which the root takes from it", async () => {
    const code = await tenantsCode();
    const others = ["/mcp/oauth/token", `/mcp/${otherTenantId}/oauth/token`];
    for (const path of others)
      expect((await gateway.token(codeForm(code), {}, path)).json().error).toBe("invalid_grant");
    gateway.asked.length = 0;
    expect((await gateway.token(codeForm(code), {}, tenantsPath)).statusCode).toBe(200);
    const own = { resource: `${publicUrl}/${tenantId}` };
    expect((await gateway.token(codeForm(code, own), {}, "/token")).statusCode).toBe(200);
    const url = `${authorityHost}/${tenantId}/oauth2/v2.0/token`;
    expect(gateway.asked.map((request) => request.url)).toEqual([url, url]);
    const forAll = await person(gateway).codeFor();
    expect((await gateway.token(codeForm(forAll), {}, tenantsPath)).json().error).toBe("invalid_grant");
  });

  it("is worth nothing once the operator has taken its redirect address off the list", async () => {
    const address = "https://app.contoso.example/callback";
    const before = front({ redirects: [{ profile: "operator", address }] });
    const client_id = await before.clientIdFor(address);
    const code = await person(before).codeFor(question({ client_id, redirect_uri: address }));
    const form = codeForm(code, { client_id, redirect_uri: address });
    const after = front();
    expect((await after.token(form)).json().error).toBe("invalid_grant");
    expect(after.asked).toEqual([]);
    expect((await before.token(form)).statusCode).toBe(200);
  });

  it("gives a refresh token that ends with its redirect address, also where the client has others", async () => {
    const [address, other] = ["https://app.contoso.example/callback", "https://app.contoso.example/other"];
    const rules = [address, other].map((each) => ({ profile: "operator" as const, address: each }));
    const before = front({ redirects: rules });
    const client_id = await before.clientIdFor(address, other);
    const code = await person(before).codeFor(question({ client_id, redirect_uri: address }));
    const first = (await before.token(codeForm(code, { client_id, redirect_uri: address }))).json().refresh_token;
    const renewed = (await before.token(refreshForm(first, { client_id }))).json().refresh_token;
    const after = front({ redirects: rules.slice(1) });
    for (const token of [first, renewed]) {
      expect((await after.token(refreshForm(token, { client_id }))).json().error).toBe("invalid_grant");
      expect((await before.token(refreshForm(token, { client_id }))).statusCode).toBe(200);
    }
    expect(after.asked).toEqual([]);
  });

  it("lasts two minutes, and a minute for clocks that differ", async () => {
    const code = await person(gateway).codeFor();
    now = startTime + 180_000;
    expect((await gateway.token(codeForm(code))).statusCode).toBe(200);
    now = startTime + 182_000;
    expect((await gateway.token(codeForm(code))).json().error).toBe("invalid_grant");
    now = startTime;
  });

  it("works once, because Entra redeems once: what it says the second time is invalid_grant", async () => {
    let uses = 0;
    const strict = front({
      entra: () => {
        uses += 1;
        return uses === 1 ? Response.json(entraTokens) : refusedByEntra(54_005);
      },
    });
    const code = await person(strict).codeFor();
    expect((await strict.token(codeForm(code))).statusCode).toBe(200);
    const again = await strict.token(codeForm(code));
    expect([again.statusCode, again.json().error]).toEqual([400, "invalid_grant"]);
    expect(again.json().error_description).toContain("AADSTS54005");
  });

  it.each([
    ["JSON", "application/json", 400],
    ["plain text", "text/plain", 415],
    ["multipart", "multipart/form-data; boundary=x", 415],
  ])("is not taken as %s", async (_what, type, status) => {
    const body = type === "application/json" ? "{}" : "x";
    const answer = await gateway.post("/mcp/oauth/token", body, { "content-type": type });
    expect([answer.statusCode, answer.json().error]).toEqual([status, "invalid_request"]);
  });

  it("is not taken compressed, twice, or in a large body", async () => {
    const code = await person(gateway).codeFor();
    expect((await gateway.token(codeForm(code), { "content-encoding": "gzip" })).json().error).toBe("invalid_request");
    const twice = `${new URLSearchParams(codeForm(code))}&code=${code}`;
    expect((await gateway.token(twice)).json().error).toBe("invalid_request");
    expect((await gateway.token(codeForm(code, { x: "x".repeat(17_000) }))).statusCode).toBe(413);
  });
});

/** Flawless, but sealed by other keys. */
const { refresh_token: foreignToken } = await person(signInGateway()).tokensFor();

describe("a refresh token", () => {
  it("is Entra's in a form that only we can open, and is renewed with each use", async () => {
    const given = ["1.AbC-first", "1.AbC-second"];
    const rotating = front({ entra: () => Response.json({ ...entraTokens, refresh_token: given.shift() }) });
    const first = await person(rotating).tokensFor();
    expect(first.refresh_token).not.toContain("AbC");
    const second = (await rotating.token(refreshForm(first.refresh_token))).json();
    await rotating.token(refreshForm(second.refresh_token));
    expect(rotating.asked.map(({ form }) => form.refresh_token)).toEqual([undefined, "1.AbC-first", "1.AbC-second"]);
  });

  it("may be as long as Entra's may", async () => {
    const entrasToken = `1.${"*".repeat(8_190)}`;
    const wordy = front({ entra: () => Response.json({ ...entraTokens, refresh_token: entrasToken }) });
    const { refresh_token } = await person(wordy).tokensFor();
    expect((await wordy.token(refreshForm(refresh_token))).statusCode).toBe(200);
    expect(wordy.asked.at(-1)?.form.refresh_token).toBe(entrasToken);
  });

  it("stays when Entra sends no new one", async () => {
    const gone = front({
      entra: ({ form }) => Response.json(form.code ? entraTokens : { ...entraTokens, refresh_token: undefined }),
    });
    const { refresh_token: given } = await person(gone).tokensFor();
    const { refresh_token: again } = (await gone.token(refreshForm(given))).json();
    expect((await gone.token(refreshForm(again))).statusCode).toBe(200);
    expect(gone.asked.at(-1)?.form.refresh_token).toBe(entraTokens.refresh_token);
  });

  it.each<[string, Changes, string]>([
    ["another client", { client_id: "WyJYIiwiaHR0cDovL2xvY2FsaG9zdC9jYWxsYmFjayJd" }, "invalid_grant"],
    ["another server's resource", { resource: "https://attacker.example/mcp" }, "invalid_target"],
    ["another scope", { scope: "https://graph.microsoft.com/.default" }, "invalid_scope"],
    ["no token", { refresh_token: undefined }, "invalid_request"],
    ["a token with a line break", { refresh_token: "a\nb" }, "invalid_request"],
    ["a token of another installation", { refresh_token: foreignToken }, "invalid_grant"],
    ["the id of an app of somebody's own making", { client_id: otherTenantId }, "invalid_client"],
    ["no client", { client_id: undefined }, "invalid_client"],
    ["a secret", { client_secret: "s" }, "invalid_client"],
    ["Entra's own token", { refresh_token: entraTokens.refresh_token }, "invalid_grant"],
  ])("shown with %s never reaches Entra", async (_what, changes, error) => {
    const { refresh_token } = await person(gateway).tokensFor();
    gateway.asked.length = 0;
    const answer = await gateway.token(refreshForm(refresh_token, changes));
    expect([answer.statusCode, answer.json().error]).toEqual([error === "invalid_client" ? 401 : 400, error]);
    expect(gateway.asked).toEqual([]);
  });

  it("is for the address where it was given", async () => {
    const { refresh_token } = (await gateway.token(codeForm(await tenantsCode()), {}, tenantsPath)).json();
    expect((await gateway.token(refreshForm(refresh_token))).json().error).toBe("invalid_grant");
    expect((await gateway.token(refreshForm(refresh_token), {}, tenantsPath)).statusCode).toBe(200);
    expect((await gateway.token(refreshForm(refresh_token), {}, "/token")).statusCode).toBe(200);
  });

  it("never expires of itself", async () => {
    const { refresh_token } = await person(gateway).tokensFor();
    now = startTime + 1_000 * 24 * 3_600_000;
    expect((await gateway.token(refreshForm(refresh_token, { resource: publicUrl }))).statusCode).toBe(200);
    now = startTime;
  });
});

describe("a token that Entra issues", () => {
  it.each<[string, SignInGatewayOptions["validate"], string]>([
    ["our validator refuses", async () => ({ ok: false, refusal: { reason: "audience" } }), "audience"],
    ["is another app's", async () => verdictOf({ clientId: otherTenantId }), "other_app"],
    [
      "is of another tenant than the address",
      async () => verdictOf({ tenantId: otherTenantId }),
      "other_tenant_address",
    ],
  ])("and that %s is handed to nobody, and the operator is told why", async (_what, validate, reason) => {
    const strict = front({ validate: validate ?? (async () => verdictOf()) });
    const answer = await strict.token(codeForm(await tenantsCode()), {}, tenantsPath);
    expect([answer.statusCode, answer.json().error]).toEqual([502, "server_error"]);
    expect(answer.body).not.toContain("eyJ");
    expect(await strict.counted()).toEqual({ [`token_refused ${reason}`]: 1 });
    expect(strict.log.map((line) => JSON.parse(line).problem)).toEqual([reason]);
  });

  it("to somebody whom the policy of the tenant refuses is handed to nobody, who is told who can help", async () => {
    const closed = front({ allowedTenants: [otherTenantId] });
    const answer = await closed.token(codeForm(await person(gateway).codeFor()));
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      {
        error: "access_denied",
        error_description: expect.stringMatching(
          new RegExp(`^Your organisation .tenant ${tenantId}. is not enabled .*: ask its operator to enable it.$`),
        ),
      },
    ]);
    expect(await closed.counted()).toEqual({ "refused tenant_not_allowed": 1 });
    expect(closed.log).toEqual([]);
  });

  it("of another tenant is good at the address for all", async () => {
    const open = front({ validate: async () => verdictOf({ tenantId: otherTenantId }) });
    expect((await open.token(codeForm(await person(gateway).codeFor()))).statusCode).toBe(200);
  });

  it("can't be judged while Entra's keys can't be had: the client is told to wait", async () => {
    const blind = front({ validate: async () => ({ ok: false, refusal: { reason: "keys_unavailable" } }) });
    const answer = await blind.token(codeForm(await person(gateway).codeFor()));
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "5"]);
  });

  it("is answered with the scope that was granted", async () => {
    const scopes = [`${ownScope} openid`, undefined];
    const told = front({ entra: () => Response.json({ ...entraTokens, scope: scopes.shift() }) });
    const { scope, refresh_token } = await person(told).tokensFor();
    expect(scope).toBe(`${ownScope} openid`);
    expect((await told.token(refreshForm(refresh_token))).json().scope).toBe(ownScope);
  });
});
