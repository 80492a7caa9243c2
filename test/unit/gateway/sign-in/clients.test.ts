import { describe, expect, it } from "vitest";
import { clientIdOf, metadataOf } from "#gateway/sign-in/clients/client-id.ts";
import { person } from "./person.ts";
import { codeForm, ownScope, question, redirectUri, signInApp, signInGateway } from "./sign-in-gateway.ts";

const gateway = signInGateway();
const registered = async (redirects: string[], more: Record<string, unknown> = {}) =>
  (await gateway.register({ redirect_uris: redirects, ...more })).json();

describe("a registration", () => {
  it("is answered with what was kept, and never with a secret", async () => {
    const answer = await gateway.register({
      redirect_uris: [redirectUri, "https://attacker.example/cb", redirectUri],
      client_name: "Codex",
      token_endpoint_auth_method: "client_secret_post",
      grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
      logo_uri: "https://attacker.example/logo.png",
      software_statement: "eyJ",
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({
      client_id: expect.stringMatching(/^[\w-]{20,200}$/),
      client_name: "Codex",
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      scope: `${ownScope} offline_access`,
    });
  });

  it.each([
    ["another port", ["http://localhost:1/callback"], ["http://localhost:65000/callback"]],
    ["another order", ["http://127.0.0.1/", "http://localhost/a"], ["http://localhost:7/a", "http://127.0.0.1:8/"]],
    ["one of them twice", ["http://localhost:1/a", "http://localhost:2/a"], ["http://localhost/a"]],
  ])("by the same program with %s is the same client", async (_what, first, second) => {
    expect((await registered(first)).client_id).toBe((await registered(second)).client_id);
  });

  it("echoes the addresses as they were sent", async () => {
    const uris = ["http://127.0.0.1/", "http://127.0.0.1:33418/", "https://vscode.dev/redirect"];
    expect((await registered(uris)).redirect_uris).toEqual(uris.slice(0, 2));
  });

  it.each([
    ["no redirect address", {}, "invalid_client_metadata"],
    ["an empty list", { redirect_uris: [] }, "invalid_client_metadata"],
    ["no allowed address", { redirect_uris: ["https://attacker.example/"] }, "invalid_redirect_uri"],
    [
      "11 addresses",
      { redirect_uris: Array.from({ length: 11 }, (_, at) => `http://localhost/${at}`) },
      "invalid_client_metadata",
    ],
    [
      "long addresses",
      { redirect_uris: Array.from({ length: 10 }, (_, at) => `http://localhost/${at}${"a".repeat(190)}`) },
      "invalid_client_metadata",
    ],
    [
      "another grant alone",
      { redirect_uris: [redirectUri], grant_types: ["client_credentials"] },
      "invalid_client_metadata",
    ],
    ["a token as answer", { redirect_uris: [redirectUri], response_types: ["token"] }, "invalid_client_metadata"],
  ])("with %s is refused", async (_what, body, error) => {
    const answer = await gateway.register(body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ error, error_description: expect.any(String) });
  });

  it.each([
    ["a form", "redirect_uris=x", "application/x-www-form-urlencoded", 400],
    ["broken JSON", "{", "application/json", 400],
    ["JSON with __proto__", `{"__proto__":{},"redirect_uris":["${redirectUri}"]}`, "application/json", 400],
    ["a body that is too large", JSON.stringify({ client_name: "x".repeat(33_000) }), "application/json", 413],
    ["XML", "<x/>", "application/xml", 415],
  ])("is refused as %s", async (_what, body, type, status) => {
    const answer = await gateway.register(body, { "content-type": type });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({ error: expect.stringMatching(/^invalid_/), error_description: expect.any(String) });
  });
});

describe("a client", () => {
  it.each([
    ["the port of a loopback address is free", ["http://localhost:1/callback"], "http://localhost:2/callback", true],
    ["another loopback host is another address", ["http://localhost/callback"], "http://127.0.0.1/callback", false],
    ["another path is another address", ["http://localhost/callback"], "http://localhost/callback/", false],
    ["no path is another address than /", ["http://localhost/"], "http://localhost", false],
    [
      "an allowed address that it did not register",
      ["http://localhost/callback"],
      "https://claude.ai/api/mcp/auth_callback",
      false,
    ],
    [
      "another hosted one",
      ["https://claude.ai/api/mcp/auth_callback"],
      "https://claude.com/api/mcp/auth_callback",
      false,
    ],
    [
      "the port of a hosted one is not free",
      ["https://claude.ai/api/mcp/auth_callback"],
      "https://claude.ai:444/api/mcp/auth_callback",
      false,
    ],
    [
      "its own, to the letter",
      ["https://claude.ai/api/mcp/auth_callback"],
      "https://claude.ai/api/mcp/auth_callback",
      true,
    ],
  ])("may use its own redirect addresses: %s", async (_what, redirects, asked, isOwn) => {
    const { client_id } = await registered(redirects);
    const page = await gateway.authorize(question({ client_id, redirect_uri: asked }));
    expect(page.statusCode).toBe(isOwn ? 200 : 400);
    if (!isOwn) expect(page.body).toContain("another address");
  });

  it("with the app's own id may use every allowed one", async () => {
    for (const uri of [redirectUri, "https://claude.ai/api/mcp/auth_callback", "http://[::1]:9/x"]) {
      expect((await gateway.authorize(question({ client_id: signInApp, redirect_uri: uri }))).statusCode).toBe(200);
    }
  });

  const metadata = { name: "App", redirects: ["http://localhost/callback"] };
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

  it.each([
    ["none", ""],
    ["no JSON", "abc"],
    ["an id in another form of base64", `${clientIdOf(metadata)}=`],
    ["other last bits", clientIdOf({ ...metadata, name: "Ap" }).replace(/.$/, "1")],
    ["an object", encoded({ name: "App" })],
    ["a name alone", encoded(["App"])],
    ["addresses in another order", encoded(["App", "http://localhost/b", "http://localhost/a"])],
    ["an address with a port", encoded(["App", "http://localhost:5/callback"])],
    ["a name that can't be seen", encoded(["App\u202e", "http://localhost/callback"])],
    ["a long name", encoded(["A".repeat(61), "http://localhost/callback"])],
    [
      "11 addresses",
      encoded(["", ...Array.from({ length: 11 }, (_, at) => `http://localhost/${String.fromCharCode(97 + at)}`)]),
    ],
    ["an id of more than 2,000 letters", encoded(["", `http://localhost/${"a".repeat(2_000)}`])],
  ])("whose id is %s is unknown: a page, and 401 at the token endpoint", async (_what, client_id) => {
    expect(metadataOf(client_id)).toBeUndefined();
    const page = await gateway.authorize(question({ client_id }));
    expect({ status: page.statusCode, location: page.headers.location }).toEqual({ status: 400, location: undefined });
    expect(page.body).toContain("does not know the app");
    const answer = await gateway.token(codeForm("x", { client_id }));
    expect([answer.statusCode, answer.json().error]).toEqual([401, "invalid_client"]);
  });

  it("keeps its id whatever the operator allows, which is judged at each use", async () => {
    const address = "https://chat.contoso.example/cb";
    const open = signInGateway({ redirects: [{ profile: "operator", address }] });
    const client_id = await open.clientIdFor(address);
    expect(metadataOf(client_id)?.redirects).toEqual([address]);
    expect((await open.authorize(question({ client_id, redirect_uri: address }))).statusCode).toBe(200);
    expect((await gateway.authorize(question({ client_id, redirect_uri: address }))).body).toContain(
      "can&#39;t sign in",
    );
  });

  it.each([
    ["a secret", { client_secret: "s" }, {}],
    ["an assertion", { client_assertion: "eyJ" }, {}],
    ["an assertion's type", { client_assertion_type: "urn:x" }, {}],
    ["Basic with a password", {}, { authorization: `Basic ${btoa(`${signInApp}:secret`)}` }],
    ["Basic with another id", {}, { authorization: `Basic ${btoa("other:")}` }],
    ["Basic without a colon", {}, { authorization: `Basic ${btoa(signInApp)}` }],
    ["a bearer token", {}, { authorization: "Bearer eyJ" }],
  ])("that sends %s is refused before anything else", async (_what, form, headers) => {
    const me = person(gateway);
    const code = await me.codeFor();
    gateway.asked.length = 0;
    const answer = await gateway.token(codeForm(code, form), headers as Record<string, string>);
    expect([answer.statusCode, answer.json().error]).toEqual([401, "invalid_client"]);
    expect(gateway.asked).toEqual([]);
  });

  it.each([
    ["an empty secret", { client_secret: "" }, {}],
    ["Basic with an empty password beside its id", {}, { authorization: `Basic ${btoa(`${signInApp}:`)}` }],
    ["its id by Basic alone", { client_id: undefined }, { authorization: `Basic ${btoa(`${signInApp}:`)}` }],
  ])("may send %s, which is none", async (_what, form, headers) => {
    const code = await person(gateway).codeFor();
    expect((await gateway.token(codeForm(code, form), headers as Record<string, string>)).statusCode).toBe(200);
  });
});
