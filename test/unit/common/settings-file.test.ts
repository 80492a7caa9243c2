import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addSettings, settingsFileOf } from "#common/rights/settings-file.ts";
import { settingsFileProblems, warnIfOthersRead } from "#common/settings.ts";
import { gatewaySettingNames } from "#gateway/config.ts";
import { checkGateway } from "#gateway/doctor/check-gateway.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { workerSettingNames } from "#workers/config.ts";
import { checkWorkers } from "#workers/doctor/check-workers.ts";

const folder = ownFolder();
const file = join(folder, ".env.some");

function problems(part: "gateway" | "workers", text: string): string[] {
  writeFileSync(file, text, { mode: 0o600 });
  return settingsFileProblems(file, part, part === "gateway" ? gatewaySettingNames : workerSettingNames).toSorted();
}

test("the file is named by --settings-file, of which the last counts", () => {
  const argv = ["/node", "/app/gateway/main.ts"];
  expect(settingsFileOf(argv)).toBeUndefined();
  expect(settingsFileOf([...argv, "--settings-file", "a"])).toBe("a");
  expect(settingsFileOf([...argv, "--settings-file=a", "--settings-file=b"])).toBe("b");
});

test("the environment wins over the file, also where it is empty; a file that isn't there adds nothing", () => {
  writeFileSync(file, "A=file\nB=file\nC='of the file'\n");
  const environment = { A: "own", B: "" };
  addSettings(environment, file);
  addSettings(environment, join(folder, "none"));
  expect(environment).toEqual({ A: "own", B: "", C: "of the file" });
});

test("a gateway refuses the client secret, and workers the gateway's keys, without a value", () => {
  expect(problems("gateway", "AZURE_CLIENT_SECRET=top\nAZURE_CLIENT_SECRET_FILE=/top\n")).toEqual([
    `AZURE_CLIENT_SECRET belongs in .env.workers: the gateway never needs it. Remove it from ${file}`,
    `AZURE_CLIENT_SECRET_FILE belongs in .env.workers: the gateway never needs it. Remove it from ${file}`,
  ]);
  expect(problems("workers", "SIGN_IN_KEYS=k:top\nAUDIT_KEY=top\n")).toEqual([
    `AUDIT_KEY belongs in .env.gateway: the workers never need it. Remove it from ${file}`,
    `SIGN_IN_KEYS belongs in .env.gateway: the workers never need it. Remove it from ${file}`,
  ]);
});

test("any other name is refused, and quoted only if it can be no part of a secret", () => {
  const rest = "is no setting of the gateway: correct it, or move it if it belongs in .env.workers";
  expect(problems("gateway", "ALOWED_TENANTS=\nMIIEvQIBADAN9w=\n")).toEqual([
    `ALOWED_TENANTS in ${file} ${rest}`,
    `a line in ${file} ${rest}`,
  ]);
});

test("settings, secrets by their files, proxies in lower case and what Node reads are accepted", () => {
  const both = "SEALING_KEYS_FILE=/k\nREDIS_URL=x\nhttps_proxy=x\nno_proxy=x\nNODE_EXTRA_CA_CERTS=/c\n";
  expect(problems("gateway", `${both}SIGN_IN_KEYS_FILE=/k\nMCP_PUBLIC_URL=x\n`)).toEqual([]);
  expect(problems("workers", `${both}AZURE_CLIENT_SECRET_FILE=/k\nGRAPH_BASE_URL=x\n`)).toEqual([]);
});

test("the doctor names it as a problem of the settings", async () => {
  writeFileSync(file, "AZURE_CLIENT_SECRET=top\nAUDIT_KEY=top\n");
  const options = { environment: {}, settingsFile: file };
  for (const [check, name] of [
    [checkGateway, "AZURE_CLIENT_SECRET"],
    [checkWorkers, "AUDIT_KEY"],
  ] as const) {
    const { results } = await check(options);
    const says = expect.stringMatching(`^${name} belongs in `);
    expect(results).toContainEqual(expect.objectContaining({ check: "settings", state: "problem", says }));
  }
});

test("a file that can't be read is a problem", () => {
  const none = join(folder, "none");
  expect(settingsFileProblems(none, "gateway", [])).toEqual([`--settings-file: ${none} can't be read (ENOENT)`]);
});

test.each([
  [0o600, 0],
  [0o640, 0],
  [0o644, 1],
  [0o660, 1],
])("a file with mode %o is warned of %i times", (mode, times) => {
  writeFileSync(file, "");
  chmodSync(file, mode);
  const { logger, entries } = recordingLogger();
  warnIfOthersRead(file, logger);
  expect(entries()).toHaveLength(times);
});
