import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import { freePort } from "#test/support/free-port.ts";
import { hitsIn, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import type { Environment } from "#test/support/service-settings.ts";
import { createBrowser, type Landing } from "#test/support/sign-in/browser.ts";
import { goThrough } from "#test/support/sign-in/person.ts";
import { pkce } from "#test/support/sign-in/pkce.ts";
import { type GatewayProcess, type Stack, startStack } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

const redirectUri = "http://localhost:50123/callback";

let stack: Stack;
let gateway: GatewayProcess;
let settings: Environment;
let mcpUrl: string;
let account: string;

beforeAll(async () => {
  stack = await startStack();
  await trustCertificate(stack.fake.caCertificatePath);
  const { serverApp, signInApp } = await stack.fake.control.directory();
  account = (await membersWithMail(stack.fake))[0].userPrincipalName;
  const port = String(await freePort());
  mcpUrl = `http://localhost:${port}/mcp`;
  settings = {
    PORT: port,
    MCP_PUBLIC_URL: mcpUrl,
    APP_ID_URI: `api://${serverApp.clientId}`,
    SIGN_IN_CLIENT_ID: signInApp.clientId,
    SIGN_IN_KEYS: `k1:${randomBytes(32).toString("base64")}`,
  };
  gateway = await stack.startGateway(settings);
});
afterAll(() => stack.stop());

/** Another process in its place, at the same address. */
async function killAndStartAgain(): Promise<void> {
  gateway.kill("SIGKILL");
  await gateway.ended;
  gateway = await stack.startGateway(settings);
}

const nothing = async () => undefined;

async function register(): Promise<string> {
  const response = await fetch(`${mcpUrl}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "Tester", redirect_uris: [redirectUri] }),
  });
  return String(((await response.json()) as Record<string, unknown>).client_id);
}

/** From the registration to the code. `between` runs before every step that the sign-in server has a part in. */
async function codeOf(between: () => Promise<void> = nothing) {
  const { verifier, challenge } = pkce();
  await between();
  const clientId = await register();
  const question = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    resource: mcpUrl,
    state: "s1",
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  const browser = createBrowser({ isHandedOver: (url) => url.href.startsWith(redirectUri) });
  const betweenSteps = {
    ...browser,
    async press(...pressed: Parameters<typeof browser.press>): Promise<Landing> {
      await between();
      return await browser.press(...pressed);
    },
  };
  await between();
  const page = await browser.open(new URL(`${mcpUrl}/oauth/authorize?${question}`));
  const back = await goThrough(betweenSteps, page, { account });
  const code = back.searchParams.get("code") ?? "";
  return {
    client_id: clientId,
    redirect_uri: redirectUri,
    grant_type: "authorization_code",
    code,
    code_verifier: verifier,
  };
}

async function askFor(form: Record<string, string>, at = mcpUrl) {
  const response = await fetch(`${at}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

test("a sign-in goes on though the gateway is killed between any two of its steps", { timeout: 300_000 }, async () => {
  let kills = 0;
  const kill = async () => {
    kills += 1;
    await killAndStartAgain();
  };
  const form = await codeOf(kill);
  await kill();
  const { body: tokens } = await askFor(form);
  await kill();
  const { client_id } = form;
  const renewal = { grant_type: "refresh_token", client_id, refresh_token: tokens.refresh_token ?? "" };
  const { status, body } = await askFor(renewal);
  expect(status).toBe(200);
  await kill();
  const call = { url: mcpUrl, token: body.access_token ?? "", tool: "outlook_email_search", args: { limit: 1 } };
  const { result } = await readRpcAnswer(await postToolCall("modern", call));
  expect(hitsIn(result)).toHaveLength(1);
  expect(kills).toBeGreaterThanOrEqual(7);
});

test("a code is good as long as Entra has not redeemed it, though the gateway is killed while it asks", async () => {
  const { control } = stack.fake;
  const form = await codeOf();
  await control.resetStats();
  const match = { pathPattern: "/token$" };
  await control.addRule({ door: "entra", match, times: 1, response: { hang: true } });
  const lost = askFor(form).catch(() => "lost" as const);
  await until("Entra to be asked", async () =>
    (await control.stats()).requests.some(({ path }) => path.endsWith("/token")),
  );
  await killAndStartAgain();
  expect(await lost).toBe("lost");
  expect((await askFor(form)).status).toBe(200);
  const again = await askFor(form);
  expect([again.status, again.body.error]).toEqual([400, "invalid_grant"]);
  expect(again.body.error_description).toMatch(/sign in again\. \(AADSTS54005/);
});

test("a code that is shown to two gateways at once gives tokens once", async () => {
  const other = await stack.startGateway({ ...settings, PORT: "0" });
  const form = await codeOf();
  const answers = await Promise.all([
    askFor(form),
    askFor(form, other.mcpUrl),
    askFor(form),
    askFor(form, other.mcpUrl),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400]);
  for (const { status, body } of answers) if (status === 400) expect(body.error).toBe("invalid_grant");
});
