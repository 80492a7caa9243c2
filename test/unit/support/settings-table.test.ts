import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { readEnvExample } from "#test/support/env-example.ts";
import { markdownTable, withMarkedBlock } from "#test/support/marked-block.ts";
import { isForAnotherRedis, listSettings } from "#test/support/settings-list.ts";
import { settingsTable } from "#test/support/settings-table.ts";
import { workerSettings } from "#workers/config.ts";

const root = join(import.meta.dirname, "../../..");
const examples = readEnvExample(readFileSync(join(root, ".env.example"), "utf8"));
const settings = listSettings();
const credentials = ["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"];

describe(".env.example", () => {
  test("has every setting that a process reads, once, and no other", () => {
    expect(examples.map(({ name }) => name).toSorted()).toEqual(settings.map(({ name }) => name).toSorted());
  });

  test("leaves what is required to be filled in, and comments out the rest", () => {
    const toFillIn = examples.filter(({ isCommentedOut }) => !isCommentedOut);
    const required = settings.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    expect(toFillIn.map(({ name }) => name).toSorted()).toEqual([...required, "AZURE_CLIENT_SECRET"].toSorted());
    for (const { name, value } of toFillIn) expect(value, name).toBe("");
  });

  test("shows the true default of every setting that has one", () => {
    for (const { name, default: byDefault } of settings) {
      if (byDefault === undefined) continue;
      expect(examples.find((example) => example.name === name)?.value, name).toBe(byDefault);
    }
  });

  test("is accepted by both processes once it is filled in", () => {
    const chosen = examples.filter(({ name }) => !credentials.includes(name) && !isForAnotherRedis(name));
    const shown = chosen.map(({ name, value }) => [name, value]);
    const environment = {
      ...Object.fromEntries(shown),
      AZURE_CLIENT_ID: "11111111-2222-3333-4444-555555555555",
      MCP_PUBLIC_URL: "https://mcp.example.com/mcp",
      SEALING_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
      AZURE_CLIENT_SECRET: "secret",
    };
    expect(readSettings(gatewaySettings, environment)).toHaveProperty("settings");
    expect(readSettings(workerSettings, environment)).toHaveProperty("settings");
  });

  test.each(["NAME=1", "# one\n# two\nNAME=1", "# one\n\nNAME=1", "text"])("is not read when it says %j", (text) => {
    expect(() => readEnvExample(text)).toThrow();
  });
});

describe("the table of settings", () => {
  test("name a secret's file, who reads a setting, and what is required", () => {
    const table = settingsTable("# The keys.\nSEALING_KEYS=\n\n# The port.\n#PORT=8080\n");
    expect(table.split("\n").slice(2)).toEqual([
      "| `SEALING_KEYS`, `SEALING_KEYS_FILE` | both | The keys. | required |",
      "| `PORT` | gateway | The port. | `8080` |",
    ]);
  });

  test("refuse a setting that nobody reads", () => {
    expect(() => settingsTable("# Nothing.\n#NO_SUCH_SETTING=1\n")).toThrow("no process reads NO_SUCH_SETTING");
  });

  test("keep what stands before and after the markers", () => {
    const document = "a\n<!-- x:begin -->\nold\n<!-- x:end -->\nb";
    expect(withMarkedBlock(document, "x", "new")).toBe("a\n<!-- x:begin -->\nnew\n<!-- x:end -->\nb");
    expect(() => withMarkedBlock(document, "y", "new")).toThrow("must have one line");
    expect(markdownTable(["a"], [["b|c"]])).toBe("| a |\n| --- |\n| b\\|c |");
  });
});
