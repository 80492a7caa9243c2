import { parseArgs } from "node:util";
import { startFakeTenant } from "./fake-tenant.ts";

const { values } = parseArgs({
  options: {
    /** End when standard input closes, that is, when the parent process is gone. */
    "with-parent": { type: "boolean", default: false },
    hostname: { type: "string" },
    /** Start without any registered application. */
    "no-apps": { type: "boolean", default: false },
    "listen-host": { type: "string" },
  },
});

const tenant = await startFakeTenant({
  apps: values["no-apps"] ? "none" : "generated",
  ...(values.hostname === undefined ? {} : { hostname: values.hostname }),
  ...(values["listen-host"] === undefined ? {} : { listenHost: values["listen-host"] }),
});
const { authorityHost, graphBaseUrl, downloadHosts, caCertificatePath, controlUrl } = tenant;
process.stdout.write(
  `${JSON.stringify({ authorityHost, graphBaseUrl, downloadHosts, caCertificatePath, controlUrl })}\n`,
);

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await tenant.close();
  process.exit(0);
}

process.once("SIGTERM", end);
process.once("SIGINT", end);
if (values["with-parent"]) process.stdin.resume().once("end", end).once("close", end);
