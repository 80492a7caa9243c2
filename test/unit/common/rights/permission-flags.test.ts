import { resolve } from "node:path";
import { expect, test } from "vitest";
import { type Environment, permissionFlags } from "#common/rights/restrict-process.ts";
import { gatewayRights } from "#gateway/gateway-rights.ts";
import { listSettings } from "#test/support/settings-list.ts";
import { workersRights } from "#workers/workers-rights.ts";

const flagsOf = {
  gateway: (environment: Environment) => permissionFlags(gatewayRights(environment), environment),
  workers: (environment: Environment) => permissionFlags(workersRights, environment),
};
const sides = ["gateway", "workers"] as const;

/** By side, the settings that name a file, as their names say. */
const fileSettings = sides.flatMap((side) =>
  listSettings()
    .filter(({ by }) => by.includes(side))
    .flatMap(({ name, isSecret }) => [
      ...(isSecret ? [`${name}_FILE`] : []),
      ...(/_(FILE|PATH)$/.test(name) ? [name] : []),
    ])
    .map((name) => ({ side, name })),
);

test.each(fileSettings)("the $side may read the file of $name, wherever it is", ({ side, name }) => {
  const more = name === "AUDIT_FILE" ? { AUDIT_LOG: "file" } : {};
  expect(flagsOf[side]({ [name]: "/somewhere/file", ...more })).toContain("--allow-fs-read=/somewhere/file");
  expect(flagsOf[side]({ [name]: "beside/file", ...more })).toContain(`--allow-fs-read=${resolve("beside/file")}`);
});

test("a variable that is empty or no setting gives no right", () => {
  const named = Object.fromEntries(fileSettings.map(({ name }) => [name, ""]));
  for (const side of sides)
    expect(flagsOf[side]({ ...named, HISTORY_FILE: "/etc/passwd", LD_LIBRARY_PATH: "/etc" })).toEqual(
      flagsOf[side]({}),
    );
});

const written = (flags: readonly string[]) => flags.filter((flag) => flag.startsWith("--allow-fs-write="));

test("only the audit log is written, if it is a file, and what Node compiles, if it is kept", () => {
  const files = { AUDIT_FILE: "/logs/audit.jsonl", SEALING_KEYS_FILE: "/run/key" };
  for (const side of sides) expect(written(flagsOf[side](files))).toEqual([]);
  const kept = { ...files, AUDIT_LOG: "file", NODE_COMPILE_CACHE: "/kept" };
  expect(written(flagsOf.gateway(kept))).toEqual(["--allow-fs-write=/logs/audit.jsonl", "--allow-fs-write=/kept/*"]);
  expect(written(flagsOf.workers(kept))).toEqual(["--allow-fs-write=/kept/*"]);
});

test("a gateway may start a thread only to parse a tenants file", () => {
  expect(flagsOf.gateway({})).not.toContain("--allow-worker");
  expect(flagsOf.gateway({ TENANTS_FILE: "/tenants.yml" })).toContain("--allow-worker");
});

test("no signal opens a debugger, from the first moment on, and no right lets code use one", () => {
  for (const side of sides) {
    expect(flagsOf[side]({})).toContain("--disable-sigusr1");
    expect(flagsOf[side]({})).not.toContain("--allow-inspector");
  }
});
