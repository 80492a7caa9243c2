// S7: strict parsing — unknown fields are dropped, duplicate ones refused, and size, form and media type of a body are
// limited.

import { describe, expect, it } from "vitest";
import {
  challenge,
  clientId,
  codeForm,
  ownScope,
  question,
  redirectOf,
  redirectUri,
  shimGateway,
} from "./shim-gateway.ts";

const gateway = shimGateway();
const text = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

describe("a question at the authorization endpoint", () => {
  it("reaches Entra with these parameters and no others", async () => {
    const more = {
      prompt: "consent",
      login_hint: "x@y.example",
      domain_hint: "y",
      response_mode: "form_post",
      nonce: "n",
    };
    const unknown = {
      request: "eyJ",
      request_uri: "https://attacker.example",
      audience: "x",
      id_token_hint: "eyJ",
      p: "B2C_1",
    };
    const { parameters } = redirectOf(await gateway.authorize(question({ ...more, ...unknown, __proto__x: "1" })));
    expect(parameters).toEqual({
      client_id: clientId,
      response_type: "code",
      response_mode: "query",
      redirect_uri: redirectUri,
      scope: `${ownScope} offline_access`,
      state: "st-1",
      code_challenge: challenge,
      code_challenge_method: "S256",
    });
  });

  it.each([
    "redirect_uri",
    "client_id",
    "scope",
    "resource",
    "state",
    "code_challenge",
    "code_challenge_method",
    "unknown",
  ])("is refused with %s twice, and nobody is sent anywhere", async (name) => {
    const twice = { ...question(), [name]: question()[name] ?? "1" };
    for (const second of [twice[name] ?? "", "https://attacker.example/", ""]) {
      const answer = await gateway.authorize(`${text(twice)}&${text({ [name]: second })}`);
      expect(answer.statusCode).toBe(400);
      expect(answer.headers.location).toBeUndefined();
      expect(answer.json().error).toBe("invalid_request");
    }
  });

  it("is refused with a state that has control characters or is huge, and the state is not handed back", async () => {
    for (const state of ["a\r\nset-cookie: x", "\u0000", "é", "x".repeat(2_049)]) {
      const { parameters } = redirectOf(await gateway.authorize(question({ state })));
      expect(parameters).toEqual({ error: "invalid_request", error_description: expect.any(String) });
    }
  });

  it("carries a Conditional Access challenge on when it is a small JSON object", async () => {
    const claims = JSON.stringify({ access_token: { capolids: { essential: true, values: ["c1"] } } });
    expect(redirectOf(await gateway.authorize(question({ claims }))).parameters.claims).toBe(claims);
    for (const bad of ["[]", "null", '"x"', "{", "x".repeat(10), JSON.stringify({ a: "x".repeat(4_096) })]) {
      expect(redirectOf(await gateway.authorize(question({ claims: bad }))).parameters.error).toBe("invalid_request");
    }
  });

  it("is refused when it is long or has many parameters", async () => {
    const long = await gateway.authorize({ ...question(), filler: "x".repeat(12 * 1024) });
    const many = await gateway.authorize(
      `${text(question())}&${Array.from({ length: 40 }, (_, at) => `p${at}=1`).join("&")}`,
    );
    for (const answer of [long, many]) {
      expect(answer.statusCode).toBe(400);
      expect(answer.headers.location).toBeUndefined();
    }
  });
});

describe("a request at the token endpoint", () => {
  it.each(Object.keys(codeForm()))("is refused with %s twice", async (name) => {
    const answer = await gateway.token(`${text(codeForm())}&${text({ [name]: codeForm()[name] ?? "" })}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toBe("invalid_request");
    expect(gateway.asked).toEqual([]);
  });

  it("passes on what the grant needs, and drops the rest", async () => {
    const unknown = {
      requested_token_use: "on_behalf_of",
      assertion: "eyJ",
      username: "a",
      password: "b",
      claims: "{}",
    };
    await gateway.token(codeForm({ ...unknown, refresh_token: "0.other" }));
    expect(gateway.asked.splice(0).map(({ form }) => form)).toEqual([
      {
        client_id: clientId,
        grant_type: "authorization_code",
        code: "0.AX8A-code",
        redirect_uri: redirectUri,
        code_verifier: codeForm().code_verifier,
        scope: `${ownScope} offline_access`,
      },
    ]);
  });

  it.each([
    ["JSON", "application/json", JSON.stringify(codeForm()), 400],
    ["plain text", "text/plain", text(codeForm()), 415],
    ["multipart", "multipart/form-data; boundary=x", "--x--", 415],
    [
      "a body that is too large",
      "application/x-www-form-urlencoded",
      text(codeForm({ code: "x".repeat(17_000) })),
      413,
    ],
    ["a code that is too long", "application/x-www-form-urlencoded", text(codeForm({ code: "x".repeat(8_193) })), 400],
    ["a code with a line break", "application/x-www-form-urlencoded", text(codeForm({ code: "a\nb" })), 400],
    ["an empty body", "application/x-www-form-urlencoded", "", 401],
  ])("is refused as %s", async (_what, type, body, status) => {
    const answer = await gateway.token(body, { "content-type": type });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({ error: expect.stringMatching(/^invalid_/), error_description: expect.any(String) });
    expect(gateway.asked).toEqual([]);
  });

  it("is refused when it is compressed", async () => {
    const answer = await gateway.token(codeForm(), { "content-encoding": "gzip" });
    expect({ status: answer.statusCode, error: answer.json().error }).toEqual({
      status: 400,
      error: "invalid_request",
    });
  });
});

describe("a registration", () => {
  it.each([
    ["a form", "application/x-www-form-urlencoded", "redirect_uris=x", 400],
    ["broken JSON", "application/json", "{", 400],
    ["JSON with __proto__", "application/json", `{"__proto__":{},"redirect_uris":["${redirectUri}"]}`, 400],
    ["an empty body", "application/json", "", 400],
    ["a body that is too large", "application/json", JSON.stringify({ client_name: "x".repeat(17_000) }), 413],
    ["XML", "application/xml", "<x/>", 415],
  ])("is refused as %s", async (_what, type, body, status) => {
    const answer = await gateway.register(body, { "content-type": type });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({ error: expect.stringMatching(/^invalid_/), error_description: expect.any(String) });
  });
});
