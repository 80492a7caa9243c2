import { createTerminal } from "#common/terminal.ts";
import { howToTry, startComposeTenant } from "./compose-tenant.ts";

const mcpUrl = process.env.MCP_PUBLIC_URL ?? "http://localhost:8080/mcp";
const hero = "hana.mori@aozora-coffee.example";
/** A little less than the life of a token. */
const tellEveryMs = 50 * 60_000;

const tenant = await startComposeTenant({
  hostname: "fake-tenant.localhost",
  listenHost: "0.0.0.0",
  ports: { entra: 9441, graph: 9442, download: 9443, conversion: 9444 },
  trustFolder: "/trust",
  mcpUrl,
});
const { line } = createTerminal(process.stdout);
const tell = async () => {
  for (const text of (await howToTry(tenant, mcpUrl, hero)).split("\n")) line(text);
};
await tell();
setInterval(tell, tellEveryMs);

const end = () => void tenant.close().then(() => process.exit(0));
process.once("SIGTERM", end);
process.once("SIGINT", end);
