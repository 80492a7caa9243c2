// proves P6

import { describe, expect, it } from "vitest";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { person } from "./person.ts";
import {
  type Answer,
  authorityHost,
  type Changes,
  cookiesOf,
  entraCode,
  publicUrl,
  question,
  redirectUri,
  signInGateway,
  startTime,
  targetOf,
  tenantId,
} from "./sign-in-gateway.ts";

let now = startTime;
const keys = [newSealingKey()] as const;
const gateway = signInGateway({ keys, now: () => now });
const traceId = "5d1e0a6c-3c7e-4a57-9f3c-0a1b2c3d4e00";

/** A person at Entra's page: what they come back with is the test's. */
async function atEntra(changes: Changes = {}, path?: string) {
  const me = person(gateway);
  const { parameters } = targetOf(await me.press(await me.open(question(changes), path)));
  return { me, state: parameters.state ?? "" };
}

async function cameBack(query: Record<string, string>, changes: Changes = {}) {
  const { me, state } = await atEntra(changes);
  return await me.comeBack({ ...query, state });
}

describe("a sign-in that succeeded", () => {
  it.each([
    ["the address for all", undefined, publicUrl],
    ["a tenant's address", `/mcp/${tenantId}/oauth/authorize`, `${publicUrl}/${tenantId}`],
  ])("at %s leads to the client with a code of ours, its state, and this issuer", async (_what, path, issuer) => {
    const { me, state } = await atEntra({}, path);
    const back = await me.comeBack({ code: entraCode, state, session_state: "x", iss: `${authorityHost}/x/v2.0` });
    expect(back.statusCode).toBe(302);
    const { url, parameters } = targetOf(back);
    expect(`${url.origin}${url.pathname}`).toBe(redirectUri);
    expect(parameters).toEqual({ code: expect.stringMatching(/^[\w-]+$/), state: "st-1", iss: issuer });
    expect(url.searchParams.getAll("iss")).toHaveLength(1);
    expect(parameters.code).not.toContain(entraCode);
  });

  it("has a code that is a quarter longer than Entra's at most, also without a state of the client's", async () => {
    const { code = "", ...more } = targetOf(await cameBack({ code: entraCode }, { state: undefined })).parameters;
    expect(more).toEqual({ iss: publicUrl });
    expect(code.length).toBeLessThan(entraCode.length * 1.35);
  });

  it("asks nothing of Entra: the client has to prove itself first", async () => {
    gateway.asked.length = 0;
    await cameBack({ code: entraCode });
    expect(gateway.asked).toEqual([]);
  });

  it("takes the flow cookie away, and only that", async () => {
    const answer = await cameBack({ code: entraCode });
    expect(cookiesOf(answer)).toEqual([
      expect.stringMatching(/^__Host-m365-in-[0-9a-f]{8}=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
    ]);
  });
});

/** Nobody is redirected, nothing is redeemed, and a page says so. */
function expectPage(answer: Answer, words: string) {
  expect([answer.statusCode, answer.headers.location, answer.headers.refresh]).toEqual([400, undefined, undefined]);
  expect(answer.body).toContain(words);
}

describe("a callback", () => {
  it("without the flow cookie is for nobody: who approves must be who comes back", async () => {
    const { state } = await atEntra();
    expectPage(await person(gateway).comeBack({ code: entraCode, state }), "This sign-in is over");
  });

  it("counts once", async () => {
    const { me, state } = await atEntra();
    expect((await me.comeBack({ code: entraCode, state })).statusCode).toBe(302);
    expectPage(await me.comeBack({ code: entraCode, state }), "This sign-in is over");
  });

  it.each([
    ["another state", (_state: string) => ({ state: "x".repeat(43) })],
    ["no state", (_state: string) => ({})],
    ["the state in other letters", (state: string) => ({ state: state.toUpperCase() })],
  ])("with %s is for nobody", async (_what, queryOf) => {
    const { me, state } = await atEntra();
    expectPage(await me.comeBack({ code: entraCode, ...queryOf(state) }), "This sign-in is over");
    expect(me.cookies.size).toBe(2);
  });

  it("with the flow cookie under the name of another state is for nobody", async () => {
    const [{ me, state }, other] = [await atEntra(), await atEntra()];
    const [value = ""] = [...me.cookies].filter(([name]) => name.includes("-in-")).map(([, content]) => content);
    for (const [name] of [...other.me.cookies].filter(([name]) => name.includes("-in-")))
      other.me.cookies.set(name, value);
    expectPage(await other.me.comeBack({ code: entraCode, state: other.state }), "This sign-in is over");
    expect(state).not.toBe(other.state);
  });

  it.each(["\u00a0", "\u0085", "\t", "\u00a0\u00a0", "x", "="])(
    "with a flow cookie that a neighbouring host put there, under a name that begins with %j, is for nobody",
    async (before) => {
      const attacker = await atEntra();
      const [[name = "", value = ""] = []] = [...attacker.me.cookies].filter(([name]) => name.includes("-in-"));
      const victim = person(gateway);
      victim.cookies.set(`${before}${name}`, value);
      expectPage(await victim.comeBack({ code: entraCode, state: attacker.state }), "This sign-in is over");
      victim.cookies.set(name, value);
      expect((await victim.comeBack({ code: entraCode, state: attacker.state })).statusCode).toBe(302);
    },
  );

  it("of two cookies with one name is judged by the first: what a whole domain was given comes behind", async () => {
    const { me, state } = await atEntra();
    const [[name = ""] = []] = [...me.cookies].filter(([each]) => each.includes("-in-"));
    const { cookie } = me.cookie();
    const url = `/mcp/oauth/callback?code=${entraCode}&state=${state}`;
    expectPage(await gateway.get(url, { cookie: `${name}=x; ${cookie}` }), "This sign-in is over");
    expect((await gateway.get(url, { cookie: `${cookie}; ${name}=x` })).statusCode).toBe(302);
  });

  it("for an address that was taken off the list meanwhile leads nowhere", async () => {
    const redirect_uri = "https://app.contoso.example/callback";
    const before = signInGateway({ keys, redirects: [{ profile: "operator", address: redirect_uri }] });
    const client_id = await before.clientIdFor(redirect_uri);
    const me = person(before);
    const { parameters } = targetOf(await me.press(await me.open(question({ client_id, redirect_uri }))));
    me.moveTo(gateway);
    const back = await me.comeBack({ code: entraCode, state: parameters.state ?? "" });
    expect(back.body).toContain("This app can&#39;t sign in here");
    expect([back.statusCode, back.headers.location]).toEqual([400, undefined]);
  });

  it("that comes late is for nobody", async () => {
    const { me, state } = await atEntra();
    now = startTime + 662_000;
    expectPage(await me.comeBack({ code: entraCode, state }), "This sign-in is over");
    now = startTime;
  });

  it("with a parameter twice is for nobody", async () => {
    const { me, state } = await atEntra();
    const answer = await gateway.get(`/mcp/oauth/callback?code=a&code=b&state=${state}`, me.cookie());
    expectPage(answer, "can&#39;t be read");
  });

  it("is not for HEAD, which would end a flow", async () => {
    const { me, state } = await atEntra();
    const headers = { host: "mcp.contoso.example", ...me.cookie() };
    const url = `/mcp/oauth/callback?code=a&state=${state}`;
    expect((await gateway.app.inject({ method: "HEAD", url, headers })).statusCode).toBe(404);
  });
});

describe("flow cookies", () => {
  const flows = (me: ReturnType<typeof person>) => [...me.cookies.keys()].filter((name) => name.includes("-in-"));

  it("are three at most: the first one goes", async () => {
    const me = person(gateway);
    const started: string[] = [];
    for (let tabs = 0; tabs < 5; tabs += 1) {
      await me.press(await me.open());
      started.push(...flows(me).filter((name) => !started.includes(name)));
    }
    expect(flows(me)).toEqual(started.slice(2));
  });

  it("have 6 kB together at most, and 4,096 bytes each", async () => {
    const me = person(gateway);
    const claims = JSON.stringify({ a: `"\\é${'"'.repeat(500)}`, b: "x".repeat(1_200) });
    for (let tabs = 0; tabs < 3; tabs += 1) {
      const page = await me.open(question({ claims }));
      expect(page.statusCode).toBe(200);
      await me.press(page);
      const kept = [...me.cookies].filter(([name]) => name.includes("-in-"));
      const sizes = kept.map(([name, value]) => name.length + value.length);
      expect(Math.max(...sizes)).toBeLessThan(4_096);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(6 * 1024);
    }
    expect(flows(me)).toHaveLength(1);
  });

  it("have no prefix and are not Secure where a loopback host has no TLS", async () => {
    const local = signInGateway({ publicUrl: "http://localhost:8080/mcp" });
    const page = await local.authorize(question({ resource: "http://localhost:8080/mcp" }));
    expect(cookiesOf(page)).toEqual([
      expect.stringMatching(/^m365-ask=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });
});

describe("a refusal by Entra", () => {
  const description = (number: number) =>
    `AADSTS${number}: hana.mori@aozora.example may not. Trace ID: ${traceId} Correlation ID: x Timestamp: y`;

  it.each([
    ["access_denied", 999_999, "access_denied", "was not completed"],
    ["login_required", 50_058, "access_denied", "was not completed"],
    ["temporarily_unavailable", 90_033, "temporarily_unavailable", "is busy"],
    ["server_error", 90_099, "server_error", "tell its operator"],
    ["invalid_request", 900_144, "server_error", "tell its operator"],
    ["invalid_resource", 500_011, "server_error", "tell its operator"],
    ["unauthorized_client", 1, "server_error", "tell its operator"],
  ])("of %s (AADSTS%i) goes to the client as %s, by number and trace id", async (error, number, code, words) => {
    const answer = await cameBack({ error, error_description: description(number) });
    expect(answer.statusCode).toBe(302);
    const { parameters } = targetOf(answer);
    expect(parameters).toEqual({
      error: code,
      error_description: expect.stringContaining(`(AADSTS${number}, trace id ${traceId})`),
      state: "st-1",
      iss: publicUrl,
    });
    expect(parameters.error_description).toContain(words);
    expect(String(answer.headers.location)).not.toMatch(/hana|\+/);
  });

  it.each([
    {},
    { error: "<script>" },
    { error: "access_denied", error_description: "<b>Trace ID: <i>" },
    { code: "a\nb" },
  ])("in another form (%j) passes nothing on", async (query) => {
    const { me, state } = await atEntra();
    const answer = await me.comeBack({ ...(query as Record<string, string>), state });
    expect([302, 400]).toContain(answer.statusCode);
    expect(`${answer.headers.location}${answer.body}`).not.toMatch(/script>|<b>|<i>/);
  });
});

describe("a client with a scheme of its own", () => {
  const cursor = "cursor://anysphere.cursor-mcp/oauth/callback";

  it("is opened by a page with a plain link", async () => {
    const answer = await cameBack({ code: entraCode }, { redirect_uri: cursor });
    expect(answer.statusCode).toBe(200);
    expect(String(answer.headers.refresh)).toMatch(/^0; url=cursor:\/\/anysphere\.cursor-mcp\/oauth\/callback\?code=/);
    expect(answer.body).toContain(`href="${cursor}?code=`);
  });

  it("is not sent an address of more than 2,000 letters: a page says so", async () => {
    const code = `1.${"A".repeat(2_400)}`;
    expectPage(await cameBack({ code }, { redirect_uri: cursor }), "too long for this app");
    expect((await cameBack({ code })).statusCode).toBe(302);
  });
});
