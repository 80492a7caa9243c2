import { z } from "zod";
import { createControlClient } from "#test/fake-tenant/control/control-door.ts";
import type { FakeControl } from "#test/fake-tenant/control/fake-control.ts";
import { until } from "#test/support/until.ts";
import type { StartProcess, WatchedProcess } from "./watched-process.ts";

const addressesSchema = z.object({
  authorityHost: z.string(),
  graphBaseUrl: z.string(),
  downloadHosts: z.object({ files: z.string(), conversions: z.string() }),
  caCertificatePath: z.string(),
  controlUrl: z.string(),
});

export interface FakeTenantProcess extends z.infer<typeof addressesSchema> {
  process: WatchedProcess;
  control: FakeControl;
}

/** Starts the fake Entra and Graph as a process of its own and waits for its addresses. Rejects with a `Crash`. */
export async function startFakeTenantProcess(start: StartProcess): Promise<FakeTenantProcess> {
  const process = start({ name: "fake tenant", entry: "test/fake-tenant/main.ts", environment: {} });
  const said = until("the fake tenant's addresses", () => process.output[0], 60_000);
  const addresses = addressesSchema.parse(JSON.parse(await Promise.race([said, process.crashed])));
  return { ...addresses, process, control: createControlClient(addresses.controlUrl) };
}
