import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { envExample } from "#test/support/env-example.ts";
import { isForAnotherRedis, listSettings } from "#test/support/settings-list.ts";
import { workerSettings } from "#workers/config.ts";

const settings = listSettings();
const credentials = ["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"];

describe("every setting", () => {
  test("has a default or an example, or must be filled in", () => {
    for (const { name, isRequired, default: byDefault, example } of settings)
      expect(isRequired || (byDefault ?? example) !== undefined, name).toBe(true);
  });
});

describe.each(["gateway", "workers"] as const)(".env.%s.example", (part) => {
  const lines = envExample(part).split("\n");
  const own = settings.filter(({ by }) => by.includes(part));

  test("has every setting of its process once, none of the other, and leaves empty what is to be filled in", () => {
    const assigned = lines.flatMap((line) => /^#?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1] ?? []);
    expect(assigned.toSorted()).toEqual(own.map(({ name }) => name).toSorted());
    const toFillIn = lines.filter((line) => /^[A-Z]/.test(line));
    const wanted = ["SIGN_IN_CLIENT_ID", "ALLOWED_TENANTS"];
    const required = own.filter(({ name, isRequired }) => isRequired || wanted.includes(name));
    expect(toFillIn.toSorted()).toEqual(required.map(({ name }) => `${name}=`).toSorted());
  });

  test("is accepted by its process once it is filled in, with all its defaults and examples", () => {
    const shown = Object.entries(parseEnv(envExample(part).replaceAll(/^#(?=[A-Z][A-Z0-9_]*=)/gm, "")));
    const environment = {
      ...Object.fromEntries(shown.filter(([name]) => !credentials.includes(name) && !isForAnotherRedis(name))),
      AZURE_CLIENT_ID: "11111111-2222-3333-4444-555555555555",
      MCP_PUBLIC_URL: "https://mcp.example.com/mcp",
      SEALING_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
      SIGN_IN_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
      AZURE_CLIENT_SECRET: "secret",
    };
    const schema = part === "gateway" ? gatewaySettings : workerSettings;
    expect(readSettings(schema, environment)).toHaveProperty("settings");
  });
});
