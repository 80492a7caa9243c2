import { parseArgs } from "node:util";
import { createControlClient } from "#test/fake-tenant/control/control-door.ts";

/*
 * What stands for the Azure CLI where a script of `npm run entra` is run against the fake tenant: `az rest` goes to the
 * fake's Graph, with the rights of an administrator. Only what these scripts use is there.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    method: { type: "string" },
    url: { type: "string" },
    resource: { type: "string" },
    headers: { type: "string" },
    body: { type: "string" },
    query: { type: "string" },
    output: { type: "string" },
    tenant: { type: "string" },
    name: { type: "string" },
    "allow-no-subscriptions": { type: "boolean" },
  },
});
const command = positionals.join(" ");
const control = createControlClient(process.env.FAKE_CONTROL_URL ?? "");

async function rest(): Promise<number> {
  const { pathname, origin } = new URL(String(values.url));
  if (origin !== values.resource) throw new Error(`the token for ${values.resource} is none for ${origin}`);
  const answer = await control.administer({
    method: String(values.method),
    path: pathname.replace("/v1.0/", ""),
    body: JSON.parse(String(values.body)),
  });
  if (answer.status >= 400) {
    console.error(`ERROR: Bad Request(${JSON.stringify(answer.body)})`);
    return 1;
  }
  const wanted = /^\[(.*)\]$/.exec(String(values.query ?? "[]"))?.[1]?.split(",") ?? [];
  if (values.output === "tsv") for (const property of wanted) console.log(answer.body?.[property]);
  return 0;
}

async function main(): Promise<number> {
  if (command === "rest") return rest();
  if (command === "login" || command === "cloud set") return 0;
  if (command === "account show") {
    console.log((await control.directory()).tenants[0]?.id);
    return 0;
  }
  console.error(`az: there is no ${command}`);
  return 2;
}

process.exitCode = await main();
