import { describe, expect, it } from "vitest";
import { formOf, person } from "./person.ts";
import {
  authorityHost,
  type Changes,
  challenge,
  formText,
  otherTenantId,
  ownScope,
  publicUrl,
  question,
  redirectUri,
  signInApp,
  signInGateway,
  targetOf,
  tenantId,
} from "./sign-in-gateway.ts";

const gateway = signInGateway();

async function refusal(changes: Changes, path?: string) {
  const answer = await gateway.authorize(question(changes), {}, path);
  expect(answer.statusCode).toBe(302);
  expect(answer.headers["set-cookie"]).toBeUndefined();
  const { url, parameters } = targetOf(answer);
  expect(`${url.origin}${url.pathname}`).toBe(redirectUri);
  return parameters;
}

describe("a question", () => {
  it("is answered with the page, and nothing else happens", async () => {
    const page = await gateway.authorize(question());
    expect(page.statusCode).toBe(200);
    expect(page.headers.location).toBeUndefined();
    expect(page.headers.refresh).toBeUndefined();
    expect(gateway.asked).toEqual([]);
  });

  it.each<[string, Changes, string]>([
    ["another response_type", { response_type: "token" }, "unsupported_response_type"],
    ["no response_type", { response_type: undefined }, "unsupported_response_type"],
    ["the answer in a fragment", { response_mode: "fragment" }, "invalid_request"],
    ["the answer by a form", { response_mode: "form_post" }, "invalid_request"],
    ["a request object", { request: "eyJ" }, "invalid_request"],
    ["the address of a request object", { request_uri: "https://attacker.example/" }, "invalid_request"],
    ["no challenge", { code_challenge: undefined }, "invalid_request"],
    ["a plain challenge", { code_challenge_method: "plain" }, "invalid_request"],
    ["no challenge method", { code_challenge_method: undefined }, "invalid_request"],
    ["a challenge of another length", { code_challenge: "abc" }, "invalid_request"],
    ["no resource", { resource: undefined }, "invalid_target"],
    ["another server's resource", { resource: "https://attacker.example/mcp" }, "invalid_target"],
    ["a resource that begins like ours", { resource: `${publicUrl}2` }, "invalid_target"],
    ["a resource below ours", { resource: `${publicUrl}/oauth` }, "invalid_target"],
    ["a tenant's resource at the address for all", { resource: `${publicUrl}/${tenantId}` }, "invalid_target"],
    ["a resource with a fragment", { resource: `${publicUrl}#x` }, "invalid_target"],
    ["a resource with two slashes", { resource: `${publicUrl}//` }, "invalid_target"],
    ["a resource in other letters", { resource: publicUrl.replace("mcp.", "MCP.") }, "invalid_target"],
    ["a scope of Graph's", { scope: "Mail.Read" }, "invalid_scope"],
    ["a scope of another resource", { scope: `${ownScope} https://graph.microsoft.com/.default` }, "invalid_scope"],
    ["everything of this server", { scope: `${publicUrl}/.default` }, "invalid_scope"],
    ["a long scope", { scope: "openid ".repeat(200) }, "invalid_scope"],
    ["claims that are no JSON", { claims: "{" }, "invalid_request"],
    ["claims that are a list", { claims: "[]" }, "invalid_request"],
    ["prompt=none", { prompt: "none" }, "interaction_required"],
    ["prompt=none beside others", { prompt: "login none" }, "interaction_required"],
    ["2,401 bytes to carry", { state: undefined, claims: `{"a":"${"é".repeat(1_181)}"}` }, "invalid_request"],
  ])("with %s goes back to the client", async (_what, changes, error) => {
    const parameters = await refusal(changes);
    expect(parameters).toMatchObject({ error, error_description: expect.any(String), iss: publicUrl });
    expect(parameters.state).toBe("state" in changes ? undefined : "st-1");
  });

  it.each<[string, Changes]>([
    ["no scope", { scope: undefined }],
    ["the scope by its full name, with all of OpenID's", { scope: `openid profile email offline_access ${ownScope}` }],
    ["a query at the resource", { resource: `${publicUrl}?tools=mail` }],
    ["a slash at the resource", { resource: `${publicUrl}/` }],
    ["no state", { state: undefined }],
    ["the response mode that there is", { response_mode: "query" }],
    ["unknown parameters", { nonce: "n", login_hint: "x@y.example", domain_hint: "y", audience: "x", p: "B2C_1" }],
    ["2,399 bytes to carry", { state: undefined, claims: `{"a":"${"é".repeat(1_180)}"}` }],
  ])("may have %s", async (_what, changes) => {
    expect((await gateway.authorize(question(changes))).statusCode).toBe(200);
  });

  it("with a state that can't be handed back gets its refusal without one", async () => {
    for (const state of ["a\r\nset-cookie: x", "\u0000", "é", "x".repeat(2_049)]) {
      const parameters = await refusal({ state });
      expect(parameters).toEqual({ error: "invalid_request", error_description: expect.any(String), iss: publicUrl });
    }
  });

  it.each(["redirect_uri", "client_id", "scope", "resource", "state", "code_challenge", "prompt", "unknown"])(
    "with %s twice is told on a page",
    async (name) => {
      const twice = { ...question(), [name]: question()[name] ?? "1" };
      for (const second of [twice[name] ?? "", "https://attacker.example/", ""]) {
        const answer = await gateway.authorize(`${formText(twice)}&${formText({ [name]: second })}`);
        expect([answer.statusCode, answer.headers.location]).toEqual([400, undefined]);
        expect(answer.body).toContain("can&#39;t be read");
      }
    },
  );

  it("that is long or has many parameters is told on a page", async () => {
    const long = await gateway.authorize({ ...question(), filler: "x".repeat(12 * 1024) });
    const many = await gateway.authorize(
      `${formText(question())}&${Array.from({ length: 40 }, (_, at) => `p${at}=1`).join("&")}`,
    );
    for (const answer of [long, many]) expect([answer.statusCode, answer.headers.location]).toEqual([400, undefined]);
  });
});

/** What Entra is asked after the person said yes. */
async function entraQuestion(changes: Changes, path?: string) {
  const me = person(gateway);
  return targetOf(await me.press(await me.open(question(changes), path)));
}

describe("what Entra is asked", () => {
  it("has our own app, address, scope, state and PKCE, and nothing of the client's", async () => {
    const more = { nonce: "n", login_hint: "x@y.example", domain_hint: "y", audience: "x", id_token_hint: "eyJ" };
    const { url, parameters } = await entraQuestion({ ...more, scope: "openid profile access_as_user" });
    expect(`${url.origin}${url.pathname}`).toBe(`${authorityHost}/organizations/oauth2/v2.0/authorize`);
    expect(parameters).toEqual({
      client_id: signInApp,
      response_type: "code",
      response_mode: "query",
      redirect_uri: `${publicUrl}/oauth/callback`,
      scope: `${ownScope} offline_access`,
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
    expect(parameters.state).not.toBe("st-1");
    expect(parameters.code_challenge).not.toBe(challenge);
  });

  it.each([
    ["consent", undefined],
    ["login", "login"],
    ["select_account", "select_account"],
    ["consent select_account", "select_account"],
    ["create", undefined],
  ])("for prompt=%s has the prompt %s", async (prompt, passed) => {
    expect((await entraQuestion({ prompt })).parameters.prompt).toBe(passed);
  });

  it("has the claims of a Conditional Access challenge, as they are", async () => {
    const claims = JSON.stringify({ access_token: { capolids: { essential: true, values: ["c1"] } } });
    expect((await entraQuestion({ claims })).parameters.claims).toBe(claims);
  });

  it.each([
    ["a tenant's address", `/mcp/${tenantId}/oauth/authorize`, publicUrl],
    ["a tenant's address, by its own resource", `/mcp/${tenantId}/oauth/authorize`, `${publicUrl}/${tenantId}`],
    ["the root, where the resource names the tenant", "/authorize", `${publicUrl}/${tenantId}/`],
  ])("from %s is for that tenant", async (_what, path, resource) => {
    const { url } = await entraQuestion({ resource }, path);
    expect(url.pathname).toBe(`/${tenantId}/oauth2/v2.0/authorize`);
  });

  it("is for the only tenant at the address for all, where one is enabled", async () => {
    const me = person(signInGateway({ allowedTenants: [tenantId] }));
    expect(targetOf(await me.press(await me.open())).url.pathname).toBe(`/${tenantId}/oauth2/v2.0/authorize`);
  });
});

describe("the root's /authorize", () => {
  it.each([
    [publicUrl, "/mcp/oauth/approve"],
    [`${publicUrl}/${tenantId}`, `/mcp/${tenantId}/oauth/approve`],
  ])("takes the address from resource=%s", async (resource, action) => {
    expect(formOf(await gateway.authorize(question({ resource }), {}, "/authorize")).action).toBe(action);
  });

  it.each([undefined, `${publicUrl}/organizations`, `${publicUrl}/${tenantId}/x`, "https://attacker.example/mcp"])(
    "refuses resource=%s",
    async (resource) => {
      expect(await refusal({ resource }, "/authorize")).toMatchObject({ error: "invalid_target", iss: publicUrl });
    },
  );

  it("is no way around a tenant's address: another tenant's resource is refused there", async () => {
    const parameters = await refusal({ resource: `${publicUrl}/${otherTenantId}` }, `/mcp/${tenantId}/oauth/authorize`);
    expect(parameters).toMatchObject({ error: "invalid_target", iss: `${publicUrl}/${tenantId}` });
  });
});
