import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root, watchdog } from "#test/bootstrap/paths.mjs";
import { browserOf } from "#test/demo/stage/browser.ts";
import { signIn } from "#test/demo/stage/sign-in.ts";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import { type FakeTenant, startFakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { runAzScript } from "#test/support/az/run-az-script.ts";
import { startConnectProxy } from "#test/support/connect-proxy.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { acceptConsent } from "#test/support/sign-in/accept-consent.ts";
import { until } from "#test/support/until.ts";

let fake: FakeTenant;
const folder = ownFolder();
/** Those that a failed test leaves running. */
const started: ChildProcess[] = [];
beforeAll(async () => {
  fake = await startFakeTenant({ apps: "none" });
  await fake.control.setBehaviour({ conversionMs: 0 });
  await trustCertificate(fake.caCertificatePath);
});
afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await fake.close();
});

/** The processes of a whole installation start, are checked and end in it, and the checks start processes, too. */
const slow = { timeout: 600_000 };

/** `npm run try` in a terminal, where Microsoft is played. */
function startTry(file: string, environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [...watchdog, "test/try/main.ts", "--file", file], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      TMPDIR: folder,
      AZURE_AUTHORITY_HOST: fake.authorityHost,
      GRAPH_BASE_URL: fake.graphBaseUrl,
      GRAPH_DOWNLOAD_HOSTS: Object.values(fake.downloadHosts).join(","),
      NODE_EXTRA_CA_CERTS: fake.caCertificatePath,
      // Documents of clients would be fetched from the internet.
      SIGN_IN_CIMD: "off",
      ...environment,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk));
  started.push(child);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    /** All that it has printed, once a pattern is in it. */
    reads: (pattern: RegExp, waitMs = 240_000) =>
      until(`${pattern} in what it says`, () => (pattern.exec(said) === null ? undefined : said), waitMs).catch(() => {
        throw new Error(`${pattern} is not in:\n${said}`);
      }),
    types: (text: string) => void child.stdin.write(`${text}\n`),
    async end() {
      child.kill("SIGINT");
      return ended;
    },
  };
}

test("whoever does what npm run try says reads a mail in nine steps, and keeps one file", slow, async () => {
  const steps = ["git clone", "npm run try"];
  const step = (what: string) => steps.push(what);
  const file = join(folder, "kept.env");
  const run = startTry(file);

  await run.reads(/Your tenant.*: /);
  run.types("not a tenant");
  await run.reads(/no tenant ID and no domain/);
  step("type the tenant");
  run.types("aozora-coffee.example");

  const printed = await run.reads(/AZURE_CLIENT_ID, the Server app's client ID: /);
  const script = /# ---- script\n(.*)\n# ---- end of the script/s.exec(printed)?.[1] ?? "";
  const onDisk = await readFile(/^bash (\S+register\.sh)$/m.exec(printed)?.[1] ?? "", "utf8");
  expect(onDisk.trimEnd()).toBe(script);
  // Who has read to the end of the script need not scroll back for the command.
  expect(printed.slice(printed.indexOf("# ---- end of the script"))).toMatch(/^bash \S+register\.sh$/m);
  step("run the script");
  const { stdout, code, stderr } = await runAzScript(script, fake.controlUrl);
  expect([code, stderr]).toEqual([0, expect.stringContaining("Registering in tenant")]);
  step("paste what it printed");
  run.types(stdout);

  const checked = await run.reads(/Press Enter when both are done: /);
  // One paste is taken at one question; what is to be done later is said once.
  expect(checked.match(/ client ID: | its ID\): /g)).toHaveLength(1);
  expect(checked.match(/Check again when it runs/g)).toHaveLength(1);
  const links = [...checked.matchAll(/^https:\S+adminconsent\S+$/gm)];
  for (const [link] of links.slice(-2)) {
    step("open a link and accept");
    expect(await acceptConsent(link)).toMatch(/^http:\/\/localhost:\d+\/consented\?admin_consent=True/);
  }
  run.types("");

  const ready = await run.reads(/Ctrl-C ends everything/);
  expect(ready).not.toMatch(/^ {2}.{19}problem /m);
  const [, mcpUrl = ""] = /^claude mcp add --transport http m365 (\S+)$/m.exec(ready) ?? [];
  step("add it to a client");
  const signedIn = await signIn({ mcpUrl, browser: browserOf("hana.mori@aozora-coffee.example") });
  step("sign in and ask for a mail");
  const found = await signedIn.client.callTool({ name: "outlook_email_search", arguments: { query: "Kyoto" } });
  expect(JSON.stringify(found)).toContain("mail:///messages/");
  await signedIn.client.close();
  expect(steps.length).toBeLessThanOrEqual(9);

  const asked = /Open this in a browser and sign in:\n(\S+)\n/;
  /** Asks for the check, and sends the browser's answer back to the terminal. Returns the page that the person sees. */
  const check = async (said: RegExp, browser: (address: URL) => Promise<URLSearchParams> | URLSearchParams) => {
    run.types("g");
    const [, address = ""] =
      new RegExp(`${said.source}[^]*?${asked.source}`).exec(
        await run.reads(new RegExp(`${said.source}[^]*?${asked.source}`)),
      ) ?? [];
    const answer = await browser(new URL(address));
    return await (await fetch(`${new URL(address).searchParams.get("redirect_uri")}?${answer}`)).text();
  };
  const declined = { error: "access_denied", error_description: "AADSTS65004: declined" };
  expect(await check(/^/, () => new URLSearchParams(declined))).toContain("The sign-in failed.");
  // It goes on after that.
  await check(/The sign-in failed: \S.*AADSTS65004: declined/, browserOf("hana.mori@aozora-coffee.example"));
  expect(await run.reads(/\d+ assumptions: /)).toContain("Granted: ");

  expect(await run.end()).toBe(0);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(ready).toContain(file);
  expect(await readdir(folder)).toEqual(["kept.env"]);
});

test("behind a proxy it finds the tenant by way of it", slow, async () => {
  const proxy = await startConnectProxy();
  const run = startTry(join(folder, "proxied.env"), { https_proxy: proxy.url });
  await run.reads(/Your tenant.*: /);
  run.types("aozora-coffee.example");
  await run.reads(/AZURE_CLIENT_ID, the Server app's client ID: /);
  expect(proxy.asked).toEqual([new URL(fake.authorityHost).host]);
  expect(await run.end()).toBe(0);
  await proxy.close();
});

test("the next time it goes on with what it kept, without a question, and shows the links again", slow, async () => {
  const run = startTry(join(folder, "kept.env"));
  const said = await run.reads(/Ctrl-C ends everything/);
  expect(said).not.toMatch(/Your tenant|Press Enter/);
  // Whoever had to wait for an admin comes back for them.
  expect(said.match(/^https:\S+adminconsent\S+$/gm)).toHaveLength(2);
  expect(await run.end()).toBe(0);
});
