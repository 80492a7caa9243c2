import { describe, expect, it, vi } from "vitest";
import { failures, failureWords } from "#gateway/sign-in/entra/entra-answer.ts";
import { createTokenRelay } from "#gateway/sign-in/entra/token-relay.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { person } from "./person.ts";
import {
  codeForm,
  entraTokens,
  ownOrigin,
  publicUrl,
  question,
  refreshForm,
  type SignInGateway,
  signInGateway,
  targetOf,
  tenantId,
} from "./sign-in-gateway.ts";

const keys = [newSealingKey()] as const;

const answering = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return signInGateway({ keys, entra: () => new Response(text, { status, headers }) });
};

const issued = await person(signInGateway({ keys })).tokensFor();

/** The answer to a renewal of tokens that were issued before. */
const renewed = async (gateway: SignInGateway) => await gateway.token(refreshForm(issued.refresh_token));

const redeemed = async (gateway: SignInGateway, headers: Record<string, string> = {}) =>
  await gateway.token(codeForm(await person(gateway).codeFor()), headers);

describe("a token request", () => {
  it("goes on as a form of our own, with no header of the client's, no Origin and no redirect", async () => {
    const gateway = signInGateway();
    const more = { cookie: "a=b", "x-forwarded-for": "1.2.3.4", "user-agent": "client", referer: "https://x.example" };
    await redeemed(gateway, { ...more, origin: "https://app.contoso.example" });
    expect(gateway.asked).toHaveLength(1);
    for (const { init } of gateway.asked) {
      expect(init).toMatchObject({ method: "POST", redirect: "error", signal: expect.any(AbortSignal) });
      expect(init.headers).toEqual({ accept: "application/json" });
    }
  });
});

/** RFC 6749 4.1.2.1 and 5.2. */
const allowedInDescriptions = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;

describe("a refusal by Entra", () => {
  const traceId = "5d1e0a6c-3c7e-4a57-9f3c-0a1b2c3d4e00";
  const text = "AADSTS70008: hana.mori@aozora.example expired. Trace ID: x";

  it.each([
    [400, "invalid_grant", 70_008, 400, "invalid_grant", "sign in again"],
    [400, "interaction_required", 50_076, 400, "invalid_grant", "sign in again"],
    [400, "something_new", 1, 400, "invalid_grant", "sign in again"],
    [400, "invalid_grant", 53_003, 400, "invalid_grant", "named location"],
    [400, "invalid_grant", 50_105, 400, "invalid_grant", "assign you"],
    [400, "consent_required", 65_001, 400, "invalid_grant", `can do so for everybody: ${ownOrigin}/admin`],
    [400, "invalid_grant", 90_094, 400, "invalid_grant", "An Entra admin can do so for everybody"],
    [400, "invalid_request", 50_011, 502, "server_error", `adds ${publicUrl}/oauth/callback`],
    [401, "invalid_client", 7_000_218, 502, "server_error", "Mobile and desktop applications"],
    [400, "invalid_request", 9_002_313, 502, "server_error", "sign in again"],
  ])(
    "of %i %s (AADSTS%i) is told as %i %s, at a code and a renewal, with what to do, without Entra's text",
    async (status, error, number, told, code, words) => {
      const body = { error, error_description: text, error_codes: [number], trace_id: traceId, claims: "{}" };
      const gateway = answering(status, body);
      for (const answer of [await redeemed(gateway), await renewed(gateway)]) {
        expect(answer.statusCode).toBe(told);
        expect(answer.json()).toEqual({ error: code, error_description: expect.stringContaining(words) });
        expect(answer.json().error_description).toContain(`(AADSTS${number}, trace id ${traceId})`);
        expect(answer.json().error_description).toMatch(allowedInDescriptions);
        expect(answer.body).not.toContain("hana");
      }
    },
  );

  it.each([
    { error: "temporarily_unavailable" },
    { error: "server_error", error_codes: [1] },
    { error: "invalid_grant", error_codes: [90_033] },
    { error: "invalid_request", error_codes: [90_055] },
  ])("that will pass (%j) costs the client no grant: it may try again", async (body) => {
    const answer = await redeemed(answering(400, body));
    expect([answer.statusCode, answer.json().error]).toEqual([503, "temporarily_unavailable"]);
  });

  it.each([
    [{ error: "x", error_codes: ["<b>"], trace_id: "<b>" }, 400],
    [{ error: 1 }, 502],
    ["<html>", 502],
    [[], 502],
  ])("in another form (%j) passes nothing on", async (body, status) => {
    const answer = await redeemed(answering(400, body));
    expect(answer.statusCode).toBe(status);
    expect(answer.body).not.toContain("<");
  });

  it.each([...failures.keys()])(
    "at its page (AADSTS%i) is told the person in their language, and the client",
    async (number) => {
      const gateway = signInGateway();
      const seen = async (language: string) => {
        const me = person(gateway);
        const page = await me.open(question(), `/mcp/${tenantId}/oauth/authorize`);
        const { state = "" } = targetOf(await me.press(page)).parameters;
        const description = `AADSTS${number}: hana.mori may not. Trace ID: ${traceId} Timestamp: x`;
        const query = new URLSearchParams({ error: "access_denied", error_description: description, state });
        return await gateway.get(`/mcp/oauth/callback?${query}`, { ...me.cookie(), "accept-language": language });
      };
      const [en, ja] = [await seen("en"), await seen("ja")];
      expect([en.statusCode, en.headers.location]).toEqual([200, undefined]);
      expect(String(en.headers.refresh)).toMatch(/^20; url=http:\/\/localhost:50123\/callback\?error=/);
      const { parameters } = targetOf(ja);
      expect(parameters).toMatchObject({ state: "st-1", iss: `${publicUrl}/${tenantId}` });
      const where = `(AADSTS${number}, trace id ${traceId})`;
      const failure = failures.get(number);
      const place = {
        callback: `${publicUrl}/oauth/callback`,
        adminUrl: `${ownOrigin}/admin?tenant=${tenantId}`,
      };
      expect(parameters.error).toBe(failure?.code);
      expect(parameters.error_description).toMatch(allowedInDescriptions);
      expect(parameters.error_description).toBe(`${failure && failureWords(failure, "en", place)} ${where}`);
      const link = `<a href="${place.adminUrl}">${place.adminUrl}</a>`;
      expect(ja.body).toContain(failure && failureWords(failure, "ja", place).replace(place.adminUrl, link));
      expect(ja.body).toContain(where);
      expect(`${en.body}${ja.body}`).not.toContain("hana");
    },
  );
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
    const gateway = signInGateway({ entra: () => new Response(status === 204 ? null : body, { status }) });
    const answer = await redeemed(gateway);
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
    const answer = await redeemed(signInGateway({ entra: () => new Response(endless()) }));
    expect(answer.statusCode).toBe(503);
    expect(sent).toBeLessThan(20);
  });

  it.each([
    [429, { "retry-after": "17" }, "17"],
    [503, { "retry-after": "9999" }, "3600"],
    [503, { "retry-after": "99999" }, "5"],
    [500, { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }, "5"],
    [504, {}, "5"],
  ])("%i %j is a 503 that says how long to wait", async (status, headers, seconds) => {
    const answer = await redeemed(answering(status, "busy", headers as Record<string, string>));
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe(seconds);
    expect(answer.json().error).toBe("temporarily_unavailable");
  });

  it("is a 503 when Entra can't be reached", async () => {
    const unreachable = () => {
      throw new TypeError("fetch failed: getaddrinfo ENOTFOUND internal.example");
    };
    const answer = await redeemed(signInGateway({ entra: unreachable }));
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
    const answer = createTokenRelay(never)("https://entra.example/token", new URLSearchParams(), {
      holder: "a code",
      tenant: undefined,
    });
    expect(timeout).toHaveBeenCalledExactlyOnceWith(8_000);
    clock.abort();
    await expect(answer).rejects.toMatchObject({ code: "temporarily_unavailable", details: { retryAfterSeconds: 5 } });
  } finally {
    timeout.mockRestore();
  }
});
