import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { catalog } from "#common/tools/catalog.ts";
import { readPlan } from "#gateway/registrations/read-plan.ts";
import type { RegistrationPlan } from "#gateway/registrations/registration-plan.ts";
import { root } from "#test/bootstrap/paths.mjs";
import { createInterruption, Interrupted } from "#test/demo/interruption.ts";
import { createScreen } from "#test/demo/terminal/screen.ts";
import { freePort } from "#test/support/free-port.ts";
import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { askIds } from "./ask-ids.ts";
import { runDoctor } from "./doctor.ts";
import { environmentsOf } from "./environments.ts";
import { askEntra, findTenant } from "./find-tenant.ts";
import { openInput } from "./input.ts";
import { type KeptSettings, keep, readKept, settingsOf } from "./kept-settings.ts";
import { checkGraph } from "./offer-graph-check.ts";
import { requirePort } from "./require-port.ts";
import { showConsent, showReady } from "./show-ready.ts";
import { showRegistrations } from "./show-registrations.ts";
import { type Connector, startConnector } from "./start-connector.ts";

const { values } = parseArgs({ options: { tools: { type: "string" }, file: { type: "string" } } });
const keptPath = values.file ?? join(root, ".env.try");
const screen = createScreen(process.stdout);
const interruption = createInterruption(process);
const input = openInput(process.stdin, screen.prompt);
const ask = (question: string) => Promise.race([input.ask(question), interruption.happens]);

/** The plan of an installation that only this computer reaches, whose secret is for a try only. */
const planOf = (publicUrl: string, tenant: string, cloud = process.env.AZURE_CLOUD): RegistrationPlan =>
  readPlan(
    {
      url: publicUrl,
      tenant,
      tools: values.tools ?? catalog.map(({ name }) => name).join(","),
      "no-verified-domain": true,
      "directory-roles": false,
      direct: false,
      secret: true,
    },
    { ...process.env, AZURE_CLOUD: cloud },
    Date.now(),
  );

async function askTenant(authorityHost: string): Promise<string> {
  const askMicrosoft = askEntra(authorityHost, process.env);
  for (;;) {
    const named = await ask("Your tenant (ID, or a domain such as contoso.onmicrosoft.com): ");
    const found = await findTenant(named, authorityHost, askMicrosoft);
    if ("id" in found) return found.id;
    screen.line(found.problem);
  }
}

/** Has the two apps registered, and asks until what they gave works. */
async function register(redis: RedisServer, folder: string): Promise<KeptSettings> {
  const publicUrl = `http://localhost:${await freePort()}/mcp`;
  const { authorityHost, cloud } = planOf(publicUrl, "00000000-0000-4000-8000-000000000000");
  const tenantId = await askTenant(authorityHost);
  await showRegistrations(screen, planOf(publicUrl, tenantId), folder);
  screen.title("Paste what the script prints under “Settings”");
  for (;;) {
    const kept = settingsOf(await askIds({ ask }, screen), { tenantId, publicUrl, cloud });
    screen.title("What can be checked before the start");
    if ((await runDoctor(screen, environmentsOf(kept, redis.url, process.env), true)) === 0) {
      await keep(keptPath, kept);
      return kept;
    }
    screen.line("Fix the first problem, and paste the values again:");
  }
}

/** A line that a person types while everything runs. Without a terminal there will be none. */
const command = () => input.ask("").catch(() => new Promise<never>(() => undefined));

/** Serves until the person ends it. */
async function serve(connector: Connector, kept: KeptSettings): Promise<void> {
  input.forget();
  for (;;) {
    showReady(screen, kept, keptPath);
    const line = await Promise.race([command(), connector.crashed, interruption.happens]);
    if (line !== "g") continue;
    const checked = checkGraph(screen, kept.MCP_PUBLIC_URL, connector.environments.workers);
    await Promise.race([checked, connector.crashed, interruption.happens]);
  }
}

async function main(): Promise<number> {
  let redis: RedisServer | undefined;
  let connector: Connector | undefined;
  const folder = await mkdtemp(join(tmpdir(), "m365-try-"));
  try {
    screen.line(screen.paint("bold", "M365 connector on this computer, with your own Microsoft 365."));
    const earlier = await readKept(keptPath);
    if (earlier !== undefined) {
      screen.line(`Going on with the settings in ${keptPath}; delete it to start again.`);
      await requirePort(earlier.MCP_PUBLIC_URL, keptPath);
    }
    redis = await startRedis();
    const kept = earlier ?? (await register(redis, folder));
    connector = await startConnector(redis, environmentsOf(kept, redis.url, process.env));
    const { authorityHost } = planOf(kept.MCP_PUBLIC_URL, kept.ALLOWED_TENANTS, kept.AZURE_CLOUD ?? "public");
    showConsent(screen, kept, { authorityHost, isAgain: earlier !== undefined });
    if (earlier === undefined) {
      input.forget();
      await ask("Press Enter when both are done: ");
    }
    screen.title("What can be checked now");
    await runDoctor(screen, connector.environments, false);
    await serve(connector, kept);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return error.exitCode === 130 ? 0 : error.exitCode;
    screen.failure(error);
    return 1;
  } finally {
    input.close();
    await connector?.close();
    await redis?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

process.exit(await main());
