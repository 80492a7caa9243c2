// proves P4

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { keepAliveMs } from "#gateway/mcp/transport/http-answer.ts";
import { postToolCall, type RawEra, rawEras, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

let stack: Stack;
let token: string;

beforeAll(async () => {
  // Without kept tokens every call exchanges, and so meets what Entra is told to say.
  stack = await startStack({ gateways: 2, workerEnvironment: { OBO_CACHE_MAX_SECONDS: "0" } });
});
afterEach(() => stack.fake.control.resetScript());
afterAll(() => stack.stop());

const search = async (
  era: RawEra,
  url = stack.gateways[0].mcpUrl,
  signIn: { issuedAgoSeconds?: number; userId?: string } = {},
) => {
  token = await stack.fake.control.mintToken(signIn);
  return await postToolCall(era, { url, token, tool: "outlook_email_search" });
};

const refuseExchange = (aadsts: number, claims?: string) =>
  stack.fake.control.addRule({
    door: "entra",
    match: { grant: "obo" },
    response: { aadsts, ...(claims && { claims }) },
  });

test.each(rawEras)(
  "the end of a session that comes late is still a 401 in the %s era: nothing was written before it",
  async (era) => {
    const [worker] = stack.workers;
    worker?.kill("SIGSTOP");
    await refuseExchange(50_173);
    const answer = search(era);
    // Longer than the event stream stays without a sign of life.
    await new Promise((resolve) => setTimeout(resolve, keepAliveMs + 1_000));
    worker?.kill("SIGCONT");
    const { status, headers } = await answer;
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain('error="invalid_token"');
  },
);

test("AADSTS53003 asks for its claims after an old sign-in, and is final after a fresh one", async () => {
  const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: "of 53003" } } });
  await refuseExchange(53_003, claims);
  const earlier = await search("modern", stack.gateways[0].mcpUrl, { issuedAgoSeconds: 600 });
  expect(earlier.status).toBe(401);
  const challenge = earlier.headers.get("www-authenticate");
  expect(challenge).toContain('error="insufficient_claims"');
  expect(challenge).toContain(`claims="${Buffer.from(claims).toString("base64")}"`);

  const signedInAgain = await search("modern");
  expect(signedInAgain.status).toBe(200);
  expect(JSON.stringify(await readRpcAnswer(signedInAgain))).toMatch(/forbidden: .*Signing in again does not help/);
});

test("a refusal that nobody knows is a 401 once, and then words with Entra's trace id, at every gateway", async () => {
  await refuseExchange(99_999_999);
  expect((await search("modern")).status).toBe(401);
  for (const { mcpUrl } of stack.gateways) {
    const response = await search("modern", mcpUrl);
    expect(response.status).toBe(200);
    const { result } = await readRpcAnswer(response);
    expect(JSON.stringify(result)).toMatch(
      /give an Entra admin of your organisation the trace id.*trace id: [0-9a-f-]{36}/,
    );
    expect(JSON.stringify(result)).not.toMatch(/isCureUnsure|signInMayNotHelp/);
  }
});

test("a refusal of every fresh token by Graph is a 401 once, and then words, at any number of sign-ins", async () => {
  const { control } = stack.fake;
  // Somebody else than above: each person is sent to sign in once in 10 minutes.
  const userId = (await membersWithMail(stack.fake)).at(-1)?.id ?? "";
  const refused = { status: 401, body: { error: { code: "InvalidAuthenticationToken", message: "No." } } };
  await control.addRule({ door: "graph", match: { userId }, response: refused });
  const statuses: number[] = [];
  for (const { mcpUrl } of [...stack.gateways, ...stack.gateways]) {
    const response = await search("modern", mcpUrl, { userId });
    statuses.push(response.status);
    if (response.status === 401) continue;
    expect(JSON.stringify(await readRpcAnswer(response))).toMatch(
      /sign_in_required: .*If that does not help, give an Entra admin of your organisation the trace id/,
    );
  }
  expect(statuses).toEqual([401, 200, 200, 200]);
});

describe.each(rawEras)("a tools/call of the %s era", (era) => {
  test("is answered by 401 with the claims of Conditional Access, and then told in words what to do", async () => {
    // Claims of its own: the same ones are asked of a person once in 10 minutes.
    const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: era } } });
    await refuseExchange(50_076, claims);
    const response = await search(era);
    expect(response.status).toBe(401);
    const challenge = response.headers.get("www-authenticate") ?? "";
    expect(challenge).toContain('error="insufficient_claims"');
    expect(challenge).toContain(`claims="${Buffer.from(claims).toString("base64")}"`);
    expect(challenge).toContain(
      `resource_metadata="${new URL(stack.publicUrl).origin}/.well-known/oauth-protected-resource/mcp"`,
    );
    expect(challenge).toContain(`scope="${stack.publicUrl}/access_as_user"`);

    const again = await search(era);
    expect(again.status).toBe(200);
    const { result } = await readRpcAnswer(again);
    const expected = { code: "claims_challenge", traceId: expect.any(String) };
    expect(result).toMatchObject({ isError: true, _meta: { "m365-connector/error": expected } });
    expect(JSON.stringify(result)).toContain("Sign in to the connector again");
  });

  test("is told which permission is missing and where it is granted", async () => {
    await refuseExchange(65_001);
    const response = await search(era);
    expect(response.status).toBe(200);
    const { result } = await readRpcAnswer(response);
    expect(result).toMatchObject({ isError: true, _meta: { "m365-connector/error": { code: "permission_missing" } } });
    expect(JSON.stringify(result)).toContain("/adminconsent?client_id=");
  });

  test("gets a reference id for what nobody foresaw, and the log has the same", async () => {
    await refuseExchange(7_000_222);
    const { result } = await readRpcAnswer(await search(era));
    const meta = result?._meta as Record<string, { code: string; referenceId: string }> | undefined;
    const shown = meta?.["m365-connector/error"];
    expect(shown?.code).toBe("internal");
    const isLogged = () => stack.workers[0]?.log.some((line) => line.includes(String(shown?.referenceId)));
    await until("the reference to be in the log", () => isLogged());
  });

  test("is told seconds when Entra is down", async () => {
    await stack.fake.control.addRule({ door: "entra", match: { grant: "obo" }, response: { status: 503 } });
    const { result } = await readRpcAnswer(await search(era));
    const expected = { code: "unavailable", retryAfterSeconds: expect.any(Number) };
    expect(result).toMatchObject({ isError: true, _meta: { "m365-connector/error": expected } });
  });
});
