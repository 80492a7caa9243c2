// S8: a bounded token relay — one fixed URL at Entra, 8 s, 64 kB, 32 requests at once, no redirects; only known fields
// of Entra's response pass.

import { describe, expect, it, vi } from "vitest";
import { OauthFault } from "#gateway/oauth-shim/oauth-fault.ts";
import { createTokenRelay } from "#gateway/oauth-shim/token-relay.ts";
import { authorityHost, codeForm, entraTokens, ownScope, refreshForm, shimGateway, tenantId } from "./shim-gateway.ts";

const refusalOf = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return shimGateway({ entra: () => new Response(text, { status, headers }) });
};

describe("a token request", () => {
  it("goes to the tenant of its address, as a form, with no header of the client's", async () => {
    const gateway = shimGateway();
    const more = { cookie: "a=b", "x-forwarded-for": "1.2.3.4", "user-agent": "client", referer: "https://x.example" };
    await gateway.token(codeForm(), more);
    await gateway.token(codeForm(), more, `/mcp/${tenantId}`);
    expect(gateway.asked.map(({ url }) => url)).toEqual([
      `${authorityHost}/organizations/oauth2/v2.0/token`,
      `${authorityHost}/${tenantId}/oauth2/v2.0/token`,
    ]);
    for (const { init } of gateway.asked) {
      expect(init).toMatchObject({ method: "POST", redirect: "error", signal: expect.any(AbortSignal) });
      expect(init.headers).toEqual({ accept: "application/json" });
    }
  });

  it.each([codeForm(), refreshForm()])("is answered with tokens and nothing else ($grant_type)", async (form) => {
    const gateway = shimGateway();
    const answer = await gateway.token(form);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      token_type: "Bearer",
      scope: ownScope,
      expires_in: 4499,
      access_token: entraTokens.access_token,
      refresh_token: entraTokens.refresh_token,
      id_token: entraTokens.id_token,
    });
  });
});

describe("a refusal by Entra", () => {
  const traceId = "5d1e0a6c-3c7e-4a57-9f3c-0a1b2c3d4e00";
  const text = "AADSTS70008: hana.mori@aozora.example expired. Trace ID: x";

  it.each([
    [400, "invalid_grant", 70008, 400, "invalid_grant"],
    [400, "interaction_required", 50076, 400, "invalid_grant"],
    [400, "consent_required", 65001, 400, "invalid_grant"],
    [400, "something_new", 1, 400, "invalid_grant"],
    [401, "invalid_client", 7000218, 401, "invalid_client"],
    [400, "invalid_request", 9002313, 400, "invalid_request"],
    [400, "invalid_target", 9010010, 400, "invalid_target"],
  ])(
    "of %i %s (AADSTS%i) is told by number and trace id, without Entra's text",
    async (status, error, number, told, code) => {
      const body = { error, error_description: text, error_codes: [number], trace_id: traceId, claims: "{}" };
      const answer = await refusalOf(status, body).token(codeForm());
      expect(answer.statusCode).toBe(told);
      expect(answer.json()).toEqual({
        error: code,
        error_description: `Microsoft Entra refused this with AADSTS${number} (trace id ${traceId}): sign in again.`,
      });
    },
  );

  it.each([
    { error: "temporarily_unavailable" },
    { error: "server_error", error_codes: [1] },
    { error: "invalid_grant", error_codes: [90033] },
    { error: "invalid_request", error_codes: [90055] },
  ])("that will pass (%j) costs the client no grant: it may try again", async (body) => {
    const answer = await refusalOf(400, body).token(codeForm());
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({
      error: "temporarily_unavailable",
      error_description: "Microsoft Entra is busy. Try again in a moment.",
    });
  });

  it.each([
    [{ error: "x", error_codes: ["<b>"], trace_id: "<b>" }, 400],
    [{ error: 1 }, 502],
    ["<html>", 502],
    [[], 502],
  ])("in another form (%j) passes nothing on", async (body, status) => {
    const answer = await refusalOf(400, body).token(codeForm());
    expect(answer.statusCode).toBe(status);
    expect(answer.body).not.toContain("<");
  });
});

describe("an answer that is not Entra's", () => {
  it.each([
    ["HTML", 200, "<html>hello</html>"],
    ["no token", 200, JSON.stringify({ ...entraTokens, access_token: undefined })],
    ["another kind of token", 200, JSON.stringify({ ...entraTokens, token_type: "pop" })],
    ["an object as token", 200, JSON.stringify({ ...entraTokens, access_token: { a: 1 } })],
    ["a life of 100 years", 200, JSON.stringify({ ...entraTokens, expires_in: 3e9 })],
    ["another status", 204, ""],
    ["a redirect that is not followed", 302, ""],
  ])("(%s) is a 502, in words", async (_what, status, body) => {
    const gateway = shimGateway({ entra: () => new Response(status === 204 ? null : body, { status }) });
    const answer = await gateway.token(codeForm());
    expect(answer.statusCode).toBe(502);
    expect(answer.json()).toEqual({
      error: "server_error",
      error_description: expect.stringContaining("can't be read"),
    });
  });

  it("is cut off when it is too large, however it comes", async () => {
    let sent = 0;
    const endless = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1;
          controller.enqueue(new Uint8Array(8 * 1024));
        },
      });
    const answer = await shimGateway({ entra: () => new Response(endless()) }).token(codeForm());
    expect(answer.statusCode).toBe(503);
    expect(sent).toBeLessThan(20);
  });

  it.each([
    [429, { "retry-after": "17" }, "17"],
    [503, { "retry-after": "99999" }, "5"],
    [500, { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }, "5"],
    [504, {}, "5"],
  ])("%i %j is a 503 that says how long to wait", async (status, headers, seconds) => {
    const answer = await refusalOf(status, "busy", headers as Record<string, string>).token(codeForm());
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe(seconds);
    expect(answer.json().error).toBe("temporarily_unavailable");
  });

  it("is a 503 when Entra can't be reached", async () => {
    const unreachable = () => {
      throw new TypeError("fetch failed: getaddrinfo ENOTFOUND internal.example");
    };
    const answer = await shimGateway({ entra: unreachable }).token(codeForm());
    expect(answer.statusCode).toBe(503);
    expect(answer.body).not.toContain("internal");
  });
});

it("gives up on an Entra that does not answer in 8 s", async () => {
  const clock = new AbortController();
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(clock.signal);
  try {
    const never: typeof fetch = (_url, init) =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
    const answer = createTokenRelay(never)("https://entra.example/token", new URLSearchParams());
    expect(timeout).toHaveBeenCalledExactlyOnceWith(8_000);
    clock.abort();
    await expect(answer).rejects.toMatchObject({ code: "temporarily_unavailable", retryAfterSeconds: 5 });
  } finally {
    timeout.mockRestore();
  }
});

it("lets 32 at once through to Entra, and more as those end", async () => {
  const waiting: ((response: Response) => void)[] = [];
  const relay = createTokenRelay(() => new Promise((resolve) => waiting.push(resolve)));
  const ask = () => relay("https://entra.example/token", new URLSearchParams()).catch((error: unknown) => error);
  const first = Array.from({ length: 32 }, ask);
  const tooMany = await ask();
  expect(tooMany).toBeInstanceOf(OauthFault);
  expect(tooMany).toMatchObject({ code: "temporarily_unavailable", retryAfterSeconds: 1 });
  expect(waiting).toHaveLength(32);
  for (const answer of waiting.splice(0)) answer(Response.json(entraTokens));
  await Promise.all(first);
  const next = ask();
  expect(waiting).toHaveLength(1);
  waiting[0]?.(Response.json(entraTokens));
  expect(await next).toMatchObject({ access_token: entraTokens.access_token });
});
