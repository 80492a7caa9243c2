import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { envExample } from "#test/support/env-example.ts";
import { markdownTable, withMarkedBlock } from "#test/support/marked-block.ts";
import { isForAnotherRedis, listSettings, type Setting } from "#test/support/settings-list.ts";
import { settingsTables } from "#test/support/settings-page.ts";
import { workerSettings } from "#workers/config.ts";

const settings = listSettings();
const credentials = ["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"];

const port: Setting = {
  name: "PORT",
  section: "Network",
  description: "The `port`.",
  by: ["gateway"],
  isRequired: false,
  default: "8080",
  example: undefined,
  isSecret: false,
};
const keys: Setting = { ...port, name: "KEYS", by: ["gateway", "workers"], isRequired: true, isSecret: true };

describe("every setting", () => {
  test("says what it is for, in whole sentences", () => {
    for (const { name, description } of settings) expect(description, name).toMatch(/^[A-Z`].*(\.|`)$/);
  });

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

describe("an example of a settings file", () => {
  test("wraps descriptions and drops their Markdown", () => {
    const long = { ...port, description: `\`PORT\` ${"word ".repeat(30).trim()}.` };
    const example = envExample("gateway", [long]);
    expect(Math.max(...example.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(example).toMatch(/^# PORT word [^`]*word\.\n#PORT=8080$/m);
  });
});

describe("docs/settings.md", () => {
  test("says which process reads a setting, its default, and that a secret may be a file", () => {
    expect(settingsTables([keys, port]).split("\n").slice(4)).toEqual([
      "| `KEYS`, `KEYS_FILE` | both | required | The `port`. |",
      "| `PORT` | gateway | `8080` | The `port`. |",
    ]);
  });
});

describe("a generated block", () => {
  test("leaves what is before and after its markers", () => {
    const document = "a\n<!-- x:begin -->\nold\n<!-- x:end -->\nb";
    expect(withMarkedBlock(document, "x", "new")).toBe("a\n<!-- x:begin -->\nnew\n<!-- x:end -->\nb");
    expect(() => withMarkedBlock(document, "y", "new")).toThrow("must have one line");
    expect(markdownTable(["a"], [["b|c"]])).toBe("| a |\n| --- |\n| b\\|c |");
  });
});
