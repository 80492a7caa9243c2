// proves P5

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { metricValue } from "#test/support/metric-values.ts";
import { hitsIn, postMessage, postToolCall, type RawEra, rawEras, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type GatewayProcess, type Stack, startStack } from "#test/support/stack.ts";
import { createTenantsFile } from "#test/support/tenants-file.ts";
import { membersWithMail, personNamed } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

const { path, write } = createTenantsFile();

/** A tenant that no one is of. */
const nobody = "00000000-0000-4000-8000-000000000000";

let stack: Stack;
let own: string;
let other: string;
/** Of one person of the first tenant; the gateway keeps it as checked all the time. */
let token: string;

const tenant = (id: string, ...rules: string[]) => [`  - id: ${id}`, ...rules.map((rule) => `    ${rule}`)].join("\n");
const enable = (...tenants: string[]) => write(`tenants:\n${tenants.join("\n")}\n...\n`);

beforeAll(async () => {
  enable(tenant(nobody));
  stack = await startStack({ gatewayEnvironment: { TENANTS_FILE: path } });
  const { tenants } = await stack.fake.control.directory();
  [own = "", other = ""] = tenants.map(({ id }) => id);
  token = await stack.fake.control.mintToken();
});
afterAll(() => stack.stop());

const url = () => stack.gateways[0].mcpUrl;
const list = (bearer: string, era: RawEra = "modern") =>
  postMessage(era, { id: 1, method: "tools/list" }, { url: url(), token: bearer });
const answered = async (bearer: string) => {
  const response = await list(bearer);
  return { status: response.status, text: await response.text() };
};
const statusBecomes = (status: number, bearer = token) =>
  until(`status ${status}`, async () => (await answered(bearer)).status === status);
const metric = (name: string, labels: Record<string, string> = {}) =>
  metricValue(stack.gateways[0].opsUrl, name, labels);
const issuer = async () => {
  const response = await fetch(`${new URL(url()).origin}/.well-known/oauth-protected-resource/mcp`);
  const { authorization_servers: servers } = (await response.json()) as { authorization_servers: string[] };
  return servers[0] ?? "";
};

test("a tenant is let in when it is listed, and its issuer is advertised while it is the only one", async () => {
  expect(await answered(token)).toMatchObject({ status: 403, text: expect.stringContaining("is not enabled") });
  enable(tenant(own));
  await statusBecomes(200);
  expect(await issuer()).toBe(`${stack.fake.authorityHost}/${own}/v2.0`);
  enable(tenant(own), tenant(other));
  await until("the issuer of all", async () => (await issuer()).endsWith("/organizations/v2.0"));
  enable(tenant(own), tenant(other, "suspended: Not yet."));
  await until("the tenant's issuer", async () => (await issuer()).endsWith(`/${own}/v2.0`));
  expect(await metric("m365_tenants", { state: "suspended" })).toBe(1);
});

test("a suspended tenant is refused at the next request in the operator's words, and its address stays", async () => {
  enable(tenant(own));
  await statusBecomes(200);
  enable(tenant(own, "suspended: Write to desk@contoso.example."));
  await statusBecomes(403);
  expect((await answered(token)).text).toContain("Write to desk@contoso.example.");
  expect(await metric("m365_auth_refusals_total", { reason: "tenant_suspended" })).toBeGreaterThan(0);
  // Its people can sign in and be told.
  const { origin } = new URL(url());
  expect((await fetch(`${origin}/.well-known/oauth-protected-resource/mcp/${own}`)).status).toBe(200);
});

test.each([
  {
    reason: "suspended",
    left: () => [tenant(own, "suspended: Write to desk@contoso.example.")],
    words: /is suspended on this connector: Write to desk@contoso\.example\./,
  },
  { reason: "removed", left: () => [], words: /is not enabled/ },
])(
  "a tenant's running calls end when it is $reason, no other's, and Entra is asked again after",
  async ({ reason, left, words }) => {
    const { control } = stack.fake;
    const search = async (bearer: string) =>
      await readRpcAnswer(await postToolCall("modern", { url: url(), token: bearer, tool: "outlook_email_search" }));
    const exchanges = async () => (await control.stats()).oboExchanges;
    const opsUrls = [stack.gateways[0], ...stack.workers].map(({ opsUrl }) => opsUrl);
    const offBoarded = async (what: string) =>
      await Promise.all(opsUrls.map((opsUrl) => metricValue(opsUrl, "m365_off_boarded_total", { what })));
    const [stranger] = await membersWithMail(stack.fake, 1);
    const othersToken = await control.mintToken({ userId: stranger.id });
    const bearers = [token, othersToken];
    enable(tenant(own), tenant(other));
    await Promise.all([statusBecomes(200), statusBecomes(200, othersToken)]);
    for (const bearer of bearers) await search(bearer);
    const [exchanged, tokensBefore, tenantsBefore] = await Promise.all([
      exchanges(),
      offBoarded("graph_token"),
      offBoarded("tenant"),
    ]);

    const slow = { door: "graph", times: 1, response: { latencyMs: 8_000 } } as const;
    for (const tenantId of [own, other]) await control.addRule({ ...slow, match: { tenantId } });
    const ended: string[] = [];
    const calls = bearers.map((bearer) => search(bearer).finally(() => ended.push(bearer)));
    const running = { workload: "outlook" };
    await until(
      "both calls run",
      async () => (await metricValue(opsUrls[1] ?? "", "m365_worker_jobs_active", running)) === 2,
    );
    enable(...left(), tenant(other));
    const [refused, others] = await Promise.all(calls);
    expect(ended).toEqual(bearers);
    expect(refused?.result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(words) }],
      _meta: { "m365-connector/error": { code: "permission_missing" } },
    });
    expect(hitsIn(others?.result)).toBeDefined();

    // As docs/tenants.md proves it: every process has heard of it, and each gateway has an audit line.
    const grown = (before: readonly number[], now: readonly number[]) =>
      now.map((value, at) => value > (before[at] ?? 0));
    await until("all have off-boarded it", async () => grown(tenantsBefore, await offBoarded("tenant")).every(Boolean));
    expect(grown(tokensBefore, await offBoarded("graph_token"))).toEqual([false, true]);
    // Other tests off-board tenants that have no call.
    await until("an audit line of it", () =>
      stack.gateways[0].output
        .map((text) => JSON.parse(text))
        .find((line) => line.event === "tenant_off_boarded" && line.reason === reason && line.endedCalls === 1),
    );

    enable(tenant(own), tenant(other));
    await statusBecomes(200);
    for (const bearer of bearers) expect(hitsIn((await search(bearer)).result)).toBeDefined();
    expect(await exchanges()).toBe(exchanged + 1);
  },
);

describe.each(rawEras)("a tool that a tenant has not enabled, in the %s era", (era) => {
  test("is not listed, and a call of it ends before a worker sees it", async () => {
    enable(tenant(own, "tools: [outlook_email_search, read_resource]"));
    await statusBecomes(200);
    await until("a shorter list", async () => !(await answered(token)).text.includes("sharepoint_search"));
    const { result } = await readRpcAnswer(await list(token, era));
    expect(result?.tools).toMatchObject([{ name: "outlook_email_search" }, { name: "read_resource" }]);
    if (era === "modern") expect(result?.ttlMs).toBeLessThanOrEqual(60_000);

    const [worker] = stack.workers;
    worker?.kill("SIGSTOP");
    const call = { url: url(), token, tool: "sharepoint_search", args: { query: "x" } };
    const refused = await readRpcAnswer(await postToolCall(era, call));
    worker?.kill("SIGCONT");
    expect(refused.result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("has not enabled the tool sharepoint_search") }],
      _meta: { "m365-connector/error": { code: "permission_missing" } },
    });
  });
});

test("a broken file changes nothing, says where it is broken, and is fixed without a restart", async () => {
  enable(tenant(own));
  await statusBecomes(200);
  write(`tenants:\n${tenant(other)}\n    guest: true\n...\n`);
  const problem = await stack.gateways[0].waitForLog((line) =>
    line.level === "error" && line.component === "tenants-file" ? String(line.problem) : undefined,
  );
  expect(problem).toBe("line 3, column 5: tenants[0].guest: is not known here");
  expect(await metric("m365_tenants_file_broken")).toBe(1);
  expect((await answered(token)).status).toBe(200);
  enable(tenant(other));
  await statusBecomes(403);
  expect(await metric("m365_tenants_file_broken")).toBe(0);
});

test("guests, agents and clients get in where their tenant allows them, and not by default", async () => {
  const [guest, agent] = await Promise.all([
    stack.fake.control.mintToken({ claims: { acct: 1 } }),
    stack.fake.control.mintToken({ claims: { xms_act_fct: "3 9 11" } }),
  ]);
  enable(tenant(own));
  await statusBecomes(200);
  expect(await answered(guest)).toMatchObject({ status: 403, text: expect.stringContaining("to allow guests") });
  expect(await answered(agent)).toMatchObject({ status: 403, text: expect.stringContaining("Agent identities") });
  enable(tenant(own, "guests: true", "agents: true"));
  await Promise.all([statusBecomes(200, guest), statusBecomes(200, agent)]);
  enable(tenant(own, "clients: [00000000-0000-4000-8000-000000000000]"));
  await statusBecomes(403);
  expect((await answered(token)).text).toContain("ask the operator of the connector to allow it");
});

describe("app roles", () => {
  const toolsOf = async (bearer: string) => {
    const { tools } = (await readRpcAnswer(await list(bearer))).result as { tools: { name: string }[] };
    return tools.map(({ name }) => name).sort();
  };
  const withRoles = (...roles: string[]) => stack.fake.control.mintToken({ claims: { roles } });

  test("give tools to who has them, the union to who has several, and none to anybody else", async () => {
    const [none, other, mail, both] = [
      token,
      await withRoles("Unnamed"),
      await withRoles("Mail.Reader"),
      await withRoles("Mail.Reader", "Files.Reader"),
    ];
    enable(tenant(own, "roles: { Mail.Reader: [outlook_email_search], Files.Reader: [sharepoint_search] }"));
    await statusBecomes(200);
    await until("the rule", async () => (await toolsOf(none)).length === 0);
    expect(await toolsOf(other)).toEqual([]);
    expect(await toolsOf(mail)).toEqual(["outlook_email_search"]);
    expect(await toolsOf(both)).toEqual(["outlook_email_search", "sharepoint_search"]);

    const call = (bearer: string, tool: string) =>
      postToolCall("modern", { url: url(), token: bearer, tool, args: { query: "Kyoto", limit: 1 } });
    expect(hitsIn((await readRpcAnswer(await call(mail, "outlook_email_search"))).result)).toHaveLength(1);
    const refused = JSON.stringify((await readRpcAnswer(await call(mail, "sharepoint_search"))).result);
    expect(refused).toContain("No role that you have on this connector includes the tool sharepoint_search");
    const ruled = () => stack.gateways[0].output.filter((line) => line.includes('"rule":"roles"'));
    expect(await until("the audit line", () => ruled()[0])).toContain('"tool":"sharepoint_search"');
    expect(ruled()).toHaveLength(1);
    enable(tenant(own));
    await until("no rule", async () => (await toolsOf(none)).length > 2);
  });
});

test("admins are refused where the tenant says so, and so is who doesn't show that they are none", async () => {
  const withWids = (...wids: string[]) => stack.fake.control.mintToken({ claims: { wids } });
  const [user, admin] = [
    await withWids("b79fbf4d-3ef9-4689-8143-76b194e85509"),
    await withWids("b79fbf4d-3ef9-4689-8143-76b194e85509", "62e90394-69f5-4237-9190-012177145e10"),
  ];
  enable(tenant(own));
  for (const bearer of [user, admin, token]) await statusBecomes(200, bearer);
  enable(tenant(own, "admins: false"));
  await statusBecomes(403, admin);
  expect(await answered(admin)).toMatchObject({ text: expect.stringContaining("lets nobody with an admin role") });
  expect(await answered(token)).toMatchObject({ status: 403, text: expect.stringContaining("doesn't say whether") });
  expect((await answered(user)).status).toBe(200);
  enable(tenant(own));
  await statusBecomes(200, admin);
});

test("a tenant's callsPerUser counts a person's calls at all gateways together, and no other person's", async () => {
  const limit = 3;
  // Nobody else of these tests suspends two: so a gateway tells that it has read this file.
  const [later, never] = [tenant(other, "suspended: Later."), tenant(nobody, "suspended: Never.")];
  enable(tenant(own, `limits: { callsPerUser: ${limit} }`), later, never);
  const gateways = [...stack.gateways, await stack.startGateway()];
  const suspendedAt = ({ opsUrl }: GatewayProcess) => metricValue(opsUrl, "m365_tenants", { state: "suspended" });
  await until("the limit at both gateways", async () =>
    (await Promise.all(gateways.map(suspendedAt))).every((count) => count === 2),
  );
  const [hers, his] = await Promise.all(
    ["hana.mori", "kenji.tanaka"].map(async (alias) => {
      const { id: userId } = await personNamed(stack.fake, alias);
      return await stack.fake.control.mintToken({ userId });
    }),
  );
  const settled: Awaited<ReturnType<typeof readRpcAnswer>>[] = [];
  const atEachGateway = (times: number, bearer = "") =>
    gateways.flatMap(({ mcpUrl }) =>
      Array.from({ length: times }, async () => {
        const call = { url: mcpUrl, token: bearer, tool: "outlook_email_search" };
        const answer = await readRpcAnswer(await postToolCall("modern", call));
        settled.push(answer);
        return answer;
      }),
    );

  // Nothing ends before all is decided.
  const [worker] = stack.workers;
  worker?.kill("SIGSTOP");
  const calls = atEachGateway(limit, hers);
  await until("as many refusals as are over the limit", async () => settled.length === calls.length - limit);
  for (const { result } of settled) {
    const refusal = { code: "rate_limited", retryAfterSeconds: expect.any(Number) };
    expect(result).toMatchObject({ isError: true, _meta: { "m365-connector/error": refusal } });
  }
  const others = atEachGateway(1, his);
  worker?.kill("SIGCONT");
  const answers = await Promise.all([...calls, ...others]);
  const isAnswered = answers.map(({ result }) => hitsIn(result) !== undefined);
  expect(isAnswered.slice(0, calls.length).filter(Boolean)).toHaveLength(limit);
  expect(isAnswered.slice(calls.length)).toEqual([true, true]);
  for (const { result } of await Promise.all(atEachGateway(1, hers))) expect(hitsIn(result)).toBeDefined();
});
