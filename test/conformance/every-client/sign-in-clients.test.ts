import { randomBytes } from "node:crypto";
import { describe, expect } from "vitest";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import { type InTurnProxy, startInTurnProxy } from "#test/support/in-turn-proxy.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { hitsIn, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { type ClientHosts, startClientHosts } from "#test/support/sign-in/client-hosts.ts";
import { clientDocuments, clientProfiles, profileOf, redirectSettings } from "#test/support/sign-in/client-profiles.ts";
import { type SignedIn, SignInRefused, signIn } from "#test/support/sign-in/sign-in.ts";
import { personNamed } from "#test/support/tool-answers.ts";

let stack: SharedStack;
let proxy: InTurnProxy;
let clientHosts: ClientHosts;
/** Served by two gateways in turn, whose key rings have the same keys in another order, as when a key is replaced. */
let mcpUrl: string;
let tenantId: string;
let account: string;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  await trustCertificate(stack.fake.caCertificatePath);
  const { signInApp } = await stack.fake.control.directory();
  ({ tenantId, userPrincipalName: account } = await personNamed(stack.fake, "mei.lin"));
  const origins: string[] = [];
  [proxy, clientHosts] = await Promise.all([startInTurnProxy(() => origins), startClientHosts(clientDocuments)]);
  mcpUrl = `${proxy.origin}/mcp`;
  await stack.fake.control.registerIdentifierUri(mcpUrl);
  const [one, other] = [1, 2].map((number) => `k${number}:${randomBytes(32).toString("base64")}`);
  const gateways = await Promise.all(
    [`${one},${other}`, `${other},${one}`].map((keys) =>
      stack.startGateway({
        MCP_PUBLIC_URL: mcpUrl,
        SIGN_IN_CLIENT_ID: signInApp.clientId,
        SIGN_IN_KEYS: keys,
        SIGN_IN_REDIRECTS: redirectSettings,
        ...clientHosts.environment,
      }),
    ),
  );
  origins.push(...gateways.map((gateway) => new URL(gateway.mcpUrl).origin));
});
test.afterAll(() => Promise.all([proxy.close(), clientHosts.close()]));

async function subjects({ at, tokens }: SignedIn): Promise<unknown> {
  const call = { url: at.issuer, token: tokens.access_token, tool: "outlook_email_search", args: { limit: 1 } };
  return hitsIn((await readRpcAnswer(await postToolCall("modern", call))).result);
}

const oneMail = [expect.anything()];

describe.each(clientProfiles)("$client ($redirectUri)", (profile) => {
  test("knows nothing but the address, signs in, calls a tool, renews its token and calls again", async () => {
    const signedIn = await signIn({ mcpUrl, profile, account });
    expect(await subjects(signedIn)).toMatchObject(oneMail);
    const before = signedIn.tokens;
    expect(await signedIn.renew()).not.toMatchObject({ access_token: before.access_token });
    expect(await subjects(signedIn)).toMatchObject(oneMail);
    expect(signedIn.browser.refusedCookies).toEqual([]);
    expect(clientHosts.asked.includes(signedIn.clientId)).toBe(profile.document !== undefined);
  });
});

const atTenants = ["Claude", "Gemini CLI", "Cursor (cursor://)", "Claude Code, by its document"];

test.each(atTenants)("%s signs in at a tenant's own address", async (client) => {
  const signedIn = await signIn({ mcpUrl: `${mcpUrl}/${tenantId}`, profile: profileOf(client), account });
  expect(signedIn.at.issuer).toBe(`${mcpUrl}/${tenantId}`);
  expect(await subjects(signedIn)).toMatchObject(oneMail);
});

test.each(["Claude", "Codex", "Cursor (cursor://)"])("%s is told that the person pressed Cancel", async (client) => {
  const attempt = signIn({ mcpUrl, profile: profileOf(client), account, declines: () => true });
  await expect(attempt).rejects.toMatchObject({ error: "access_denied" });
  await expect(attempt).rejects.toBeInstanceOf(SignInRefused);
});

describe("where Conditional Access lets tokens out to some addresses only, the gateway's is what counts:", () => {
  test("a renewal is refused with 53003", async () => {
    const signedIn = await signIn({ mcpUrl, profile: profileOf("Claude Code"), account });
    await stack.fake.control.allowOnlyFrom(tenantId, ["203.0.113.7"]);
    await expect(signedIn.renew()).rejects.toThrow("AADSTS53003");
    await stack.fake.control.allowOnlyFrom(tenantId, null);
    expect(await signedIn.renew()).toMatchObject({ token_type: "Bearer" });
  });

  const why = process.platform === "linux" ? undefined : "only Linux has the address 127.0.0.2 without being told";
  test("a code is, though the person's browser was let in", skipWhen(why), async () => {
    await stack.fake.control.allowOnlyFrom(tenantId, ["127.0.0.2"]);
    const attempt = signIn({ mcpUrl, profile: profileOf("Claude"), account, browserAddress: "127.0.0.2" });
    await expect(attempt).rejects.toThrow(/^token: .*AADSTS53003/);
    await stack.fake.control.allowOnlyFrom(tenantId, ["127.0.0.1", "127.0.0.2"]);
    const signedIn = await signIn({ mcpUrl, profile: profileOf("Claude"), account, browserAddress: "127.0.0.2" });
    expect(await subjects(signedIn)).toMatchObject(oneMail);
  });
});

describe("where Entra refuses a person, the client is told what to do:", () => {
  type Control = SharedStack["fake"]["control"];
  const appId = async (control: Control) => (await control.directory()).signInApp.clientId;
  const withdrawConsent = async (control: Control) => control.setConsent(tenantId, await appId(control), false);
  const consent = async (control: Control) => control.setConsent(tenantId, await appId(control), true);
  const noNetwork = (control: Control) => control.allowOnlyFrom(tenantId, ["203.0.113.7"]);
  const everyNetwork = (control: Control) => control.allowOnlyFrom(tenantId, null);
  const assign = (control: Control) => control.requireAssignment(tenantId, true);
  const assignNobody = (control: Control) => control.requireAssignment(tenantId, false);

  const refusals: [number, RegExp, (control: Control) => Promise<void>, (control: Control) => Promise<void>][] = [
    [53_003, /named location.*AADSTS53003, trace id /, noNetwork, everyNetwork],
    [50_105, /assign you.*AADSTS50105, trace id /, assign, assignNobody],
    [90_094, /An Entra admin can do so.*\/admin .*AADSTS90094, trace id /, withdrawConsent, consent],
  ];

  test.each(refusals)("AADSTS%i, by Entra's page and ours", async (_number, words, refuse, allow) => {
    const { control } = stack.fake;
    await control.setBehaviour({ signInRefusals: "redirect" });
    await refuse(control);
    try {
      const pages: string[] = [];
      const declines = ({ title, text }: { title: string; text: string }) => {
        pages.push(text);
        return title === "Need admin approval";
      };
      const attempt = signIn({ mcpUrl, profile: profileOf("Codex"), account, declines });
      await expect(attempt).rejects.toThrow(words);
      await expect(attempt).rejects.toMatchObject({ error: "access_denied" });
      expect(pages.at(-1)).toMatch(words);
    } finally {
      await allow(control);
    }
  });
});
