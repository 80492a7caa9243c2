import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownFolder } from "#test/support/own-folder.ts";
import { runProgram } from "#test/support/run-program.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { type FixtureGateway, startFixtureGateway } from "./fixture-gateway.ts";
import { type FixtureTool, fixtureTools } from "./fixture-tools.ts";
import { type ProxyTarget, startTokenProxy, type TokenProxy } from "./token-proxy.ts";

/** The two lines of the suite. Exit code 1 also for a baseline that names what passes. */
const lines = [
  { line: "0.1", script: import.meta.resolve("@modelcontextprotocol/conformance/dist/index.js"), scenarios: [] },
  {
    line: "2026-07-28",
    script: import.meta.resolve("conformance-next/dist/index.js"),
    scenarios: ["--requirements", "2026-07-28"],
  },
] as const;
type Line = keyof FixtureTool["serves"];

const baselineOf = (line: Line) => readFileSync(join(import.meta.dirname, `expected-failures-${line}.yml`), "utf8");
const onlyWithFixtures = (line: Line) => fixtureTools.flatMap(({ serves }) => serves[line]);

const folder = ownFolder();
const proxies: TokenProxy[] = [];
let fixtures: FixtureGateway;
let stack: Stack;
const urls = { fixtures: "", stack: "" };

/**
 * The suite takes no token and sends its own address as Origin, which the gateway must therefore allow from its start.
 */
async function openProxy(start: (origin: string) => Promise<ProxyTarget>): Promise<string> {
  let target: ProxyTarget = { url: "http://localhost:9", token: "" };
  const proxy = await startTokenProxy(() => target);
  proxies.push(proxy);
  target = await start(proxy.origin);
  return `${proxy.origin}${new URL(target.url).pathname}`;
}

beforeAll(async () => {
  urls.fixtures = await openProxy(async (origin) => {
    fixtures = await startFixtureGateway({ tools: fixtureTools, allowedOrigins: [origin] });
    return fixtures;
  });
  urls.stack = await openProxy(async (origin) => {
    stack = await startStack({ gatewayEnvironment: { ALLOWED_ORIGINS: origin } });
    const [user] = await membersWithMail(stack.fake);
    return { url: stack.gateways[0].mcpUrl, token: await stack.fake.control.mintToken({ userId: user.id }) };
  });
});
afterAll(async () => {
  await Promise.all([...proxies.map((proxy) => proxy.close()), fixtures?.close(), stack?.stop()]);
});

async function runSuite(options: {
  script: string;
  url: string;
  scenarios: readonly string[];
  baseline: string;
}): Promise<{ code: number | NodeJS.Signals; report: string }> {
  const { script, url, scenarios, baseline } = options;
  const file = join(mkdtempSync(join(folder, "run-")), "expected-failures.yml");
  writeFileSync(file, baseline);
  const { code, stdout, stderr } = await runProgram(
    script,
    ["server", "--url", url, ...scenarios, "--expected-failures", file],
    { environment: { NO_COLOR: "1" }, cwd: folder },
  );
  return { code, report: `${stdout.slice(-4_000)}\n${stderr.slice(-2_000)}` };
}

const passed = { code: 0, report: expect.stringMatching(/Baseline check passed|Passed: \d+\/\d+, 0 failed/) };

describe.each(lines)("the official suite, line $line", ({ line, script, scenarios }) => {
  test("passes over tools that its scenarios call, but for what this server does not offer", async () => {
    const run = await runSuite({ script, url: urls.fixtures, scenarios, baseline: baselineOf(line) });
    expect(run).toEqual(passed);
  });

  test("passes on the whole product, which has none of the suite's tools", async () => {
    const lacking = onlyWithFixtures(line).map((entry) => `  - ${entry}\n`);
    const baseline = `${baselineOf(line)}${lacking.join("")}`;
    expect(await runSuite({ script, url: urls.stack, scenarios, baseline })).toEqual(passed);
  });

  test("has a reason beside each expected failure", () => {
    const entries = baselineOf(line)
      .matchAll(/^ {2}- .*$/gm)
      .toArray();
    expect(entries.length).toBeGreaterThan(10);
    for (const [entry] of entries) expect(entry).toMatch(/^ {2}- [\w:.$-]+ # \S.{5,}$/);
  });
});

const runScenario = (scenario: string, url: string, baseline: string) =>
  runSuite({
    script: lines[1].script,
    url,
    scenarios: ["--scenario", scenario, "--spec-version", "2026-07-28"],
    baseline,
  });

// The suite runs these for 2026-07-28 but does not let them decide.
test.each(["http-header-validation", "json-schema-2020-12"])(
  "passes the scenario %s, which is not required yet",
  async (scenario) => {
    expect(await runScenario(scenario, urls.fixtures, baselineOf("2026-07-28"))).toEqual(passed);
  },
);

// Other scenarios of resources read such as only the suite has.
test.each(["resources-list", "sep-2164-resource-not-found"])(
  "passes the scenario %s where the address asks for resources",
  async (scenario) => {
    expect(await runScenario(scenario, `${urls.stack}?resources=on`, "server: []\n")).toEqual(passed);
  },
);
