import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect } from "vitest";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import type { Behaviour } from "#test/fake-tenant/world/behaviour.ts";
import { workerOnlySettings } from "#test/support/service-settings.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import type { CheckResult } from "#workers/graph-check/report.ts";
import { probes } from "#workers/graph-check/run-probes.ts";
import { graphCheckWorlds } from "./graph-check/worlds.ts";

let stack: SharedStack;
let userId: string;
let tenantId: string;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  ({ id: userId, tenantId } = await personNamed(stack.fake, "hana.mori"));
  await stack.fake.control.addFile(userId, { site: "kyoto-roastery", path: "Plans/Photo.png", base64: "iVBORw0KGgo=" });
  await stack.fake.control.addChatMessage(userId, { channel: "Sourcing/Alerts", html: "<p>All silos are dry.</p>" });
});
afterEach(async () => {
  await stack.fake.control.resetScript();
  await stack.fake.control.setGrants(tenantId, registeredPermissions);
});

const named = ["--colleague", "tom.becker@aozora-coffee.example", "--shared-mailbox", "info@aozora-coffee.example"];

async function run(token: string, parameters: readonly string[]) {
  const child = spawn(process.execPath, ["workers/graph-check/main.ts", ...parameters], {
    cwd: new URL("../..", import.meta.url),
    env: { PATH: process.env.PATH ?? "", ...stack.environment, ...(await workerOnlySettings(stack.fake)) },
  });
  child.stdin.end(token);
  const [said, problems, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { said, problems, code };
}

async function verdictsIn(world: Partial<Behaviour>): Promise<Record<string, string>> {
  await stack.fake.control.resetScript();
  await stack.fake.control.setBehaviour(world);
  const { said } = await run(await stack.fake.control.mintToken({ userId }), ["--json", ...named]);
  const { assumptions }: CheckResult = JSON.parse(said);
  return Object.fromEntries(assumptions.map(({ id, verdict }) => [id, verdict]));
}

describe("graph-check", () => {
  test("tells a tenant that is kind from one that is not, assumption by assumption", async () => {
    const { kind, unkind, told } = graphCheckWorlds;
    const [inKind, inUnkind] = [await verdictsIn(kind), await verdictsIn(unkind)];
    const line = (id: string) => `${id} ${inKind[id]} → ${inUnkind[id]}`;
    expect(told.map(line)).toEqual(told.map((id) => `${id} holds → fallback`));
    expect(Object.values({ ...inKind, ...inUnkind })).not.toContain("fails");
  }, 180_000);

  test("says that Microsoft Search is missing, and goes on", async () => {
    const { U4, R1 } = await verdictsIn({ ...graphCheckWorlds.kind, searchMissingStatus: 404 });
    expect({ U4, R1 }).toEqual({ U4: "fallback", R1: "holds" });
  }, 60_000);

  test("says which permission is missing, writes nothing, and shows nothing that it read", async () => {
    const { control } = stack.fake;
    await control.setGrants(tenantId, ["User.Read", "Mail.Read"]);
    await control.setBehaviour(graphCheckWorlds.kind);
    await control.resetStats();
    const { said, problems, code } = await run(await control.mintToken({ userId }), named);
    expect(code).toBe(0);
    expect(problems).toBe("");
    expect(said).toMatch(/^R7 .*: could not be tried: permission missing: Files\.Read$/m);
    for (const { id } of probes) expect(said).toMatch(new RegExp(`^${id} `, "m"));
    const { writes, graphRequests, downloads, inboundAssertionsAtGraph } = await control.stats();
    expect({ writes, inboundAssertionsAtGraph }).toEqual({ writes: 0, inboundAssertionsAtGraph: 0 });
    expect(graphRequests).toBeGreaterThan(10);
    expect(downloads).toBe(0);
    const { tenants } = await control.directory();
    const person = tenants.flatMap(({ users }) => users).find(({ id }) => id === userId);
    const secrets = [person?.mail, person?.displayName, userId, tenantId, ...(person?.canaries ?? []), "El Mirador"];
    expect(secrets.filter((secret) => secret && said.includes(secret))).toEqual([]);
  }, 60_000);

  test("takes the token out of a file that nobody else may read, and refuses any other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "graph-check-"));
    const file = join(folder, "token");
    try {
      await stack.fake.control.setGrants(tenantId, ["User.Read"]);
      writeFileSync(file, await stack.fake.control.mintToken({ userId }), { mode: 0o600 });
      expect(await run("", ["--token-file", file])).toMatchObject({ code: 0, problems: "" });
      chmodSync(file, 0o644);
      const open = await run("", ["--token-file", file]);
      expect(open).toMatchObject({ code: 1, said: "", problems: expect.stringMatching(/others may read this file/) });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);

  test("ends with 1 and plain words when the token is none, or Entra refuses it", async () => {
    const none = await run("not a token", []);
    expect(none).toMatchObject({ code: 1, said: "" });
    expect(none.problems).toMatch(/^this is no access token/);
    const token = await stack.fake.control.mintToken({ userId });
    await stack.fake.control.addRule({ door: "entra", match: { grant: "obo" }, response: { aadsts: 65_001 } });
    const refused = await run(token, []);
    expect(refused).toMatchObject({ code: 1, said: "" });
    expect(refused.problems).toMatch(/^the token could not be exchanged: permission_missing: /);
    expect(refused.problems).not.toContain(token.slice(-20));
  }, 60_000);
});
