import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { root } from "#test/bootstrap/paths.mjs";
import { run } from "#test/engine/docker.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { auditInMemory, caller, ended, parsed } from "./audit-fixture.ts";

/**
 * What OCSF 1.2.0 requires of an event of this class, and the types and values of what the events have beside:
 * https://schema.ocsf.io/1.2.0/classes/api_activity, and the pages of its objects.
 */
const named = z.looseObject({ name: z.string().optional(), uid: z.string().optional() });
const atLeastOne = (value: Record<string, unknown>) => Object.values(value).some((one) => one !== undefined);
const apiActivity = z.strictObject({
  activity_id: z.literal(2),
  activity_name: z.literal("Read"),
  category_uid: z.literal(6),
  category_name: z.literal("Application Activity"),
  class_uid: z.literal(6003),
  class_name: z.literal("API Activity"),
  type_uid: z.literal(6003 * 100 + 2),
  type_name: z.literal("API Activity: Read"),
  severity_id: z.union([z.literal(1), z.literal(2)]),
  severity: z.enum(["Informational", "Low"]),
  status_id: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  status: z.enum(["Unknown", "Success", "Failure"]),
  status_code: z.string().optional(),
  time: z.number().int(),
  start_time: z.number().int().optional(),
  duration: z.number().int().optional(),
  metadata: z.strictObject({
    version: z.literal("1.2.0"),
    product: z.strictObject({ name: z.string(), vendor_name: z.string() }),
    log_name: z.string(),
    log_provider: z.string(),
    event_code: z.string(),
    uid: z.string(),
    sequence: z.number().int(),
    correlation_uid: z.string(),
    tenant_uid: z.string(),
    original_time: z.string(),
  }),
  actor: z.strictObject({
    user: z.strictObject({ uid: z.string(), org: named.refine(atLeastOne), credential_uid: z.string().optional() }),
    app_uid: z.string(),
  }),
  api: z.strictObject({
    operation: z.string(),
    service: named.refine(atLeastOne),
    request: z.strictObject({ uid: z.string() }),
    response: z.strictObject({ error: z.string() }).optional(),
  }),
  src_endpoint: z.strictObject({ uid: z.string(), svc_name: z.string() }),
  dst_endpoint: z.strictObject({ svc_name: z.string() }),
  resources: z.array(named.refine(atLeastOne)).optional(),
  unmapped: z.record(z.string(), z.unknown()),
});

const report = { queueWaitMs: 3, permission: ["Mail.Read"], graphRequests: 1, graphRequestIds: [randomUUID()] };

const folder = ownFolder();
const file = join(folder, "audit.jsonl");
const { audit, state } = auditInMemory();
const calls = [
  ended({ report, resultBytes: 1_234 }),
  ended({ outcome: "permission_missing", durationMs: 40 }),
  ended({ caller: { ...caller, userId: randomUUID() }, durationMs: 30 }),
];
for (const call of calls) {
  await audit.callStarted(call);
  audit.callEnded(call);
}
await audit.close();
writeFileSync(file, state.text);

const command = (main: string, ...args: string[]) =>
  run(process.execPath, [join(root, "gateway/audit", main, "main.ts"), ...args]);
const linesOf = (output: string) => output.split("\n");

describe("npm run audit:ocsf", () => {
  test("makes an event of API Activity of each line that says how a call ended, and loses nothing of it", async () => {
    const { output, errors, code } = await command("ocsf", file);
    const events = parsed(output).map((event) => apiActivity.parse(event));
    expect(events.map(({ status_code, severity }) => [status_code, severity])).toEqual([
      ["ok", "Informational"],
      ["permission_missing", "Low"],
      ["ok", "Informational"],
    ]);
    expect(events[0]).toMatchObject({
      duration: 12,
      api: { operation: "read_resource" },
      resources: [{ name: "mail-message" }],
      actor: { user: { credential_uid: caller.tokenId }, app_uid: caller.clientId },
      unmapped: { ...report, resultBytes: 1_234, mac: expect.any(String) },
    });
    expect(events[1]).toMatchObject({ api: { response: { error: "permission_missing" } } });
    expect([code, errors]).toEqual([0, "3 events; 5 lines of other kinds, 0 lines that are none"]);
  });

  test("says how many lines are none of the audit log's, and ends with 1", async () => {
    const wrong = join(folder, "wrong.jsonl");
    writeFileSync(wrong, `{"event":"call_finished","tool":"\u001b[2J"}\n\nno json\n${"x".repeat(70_000)}\n`);
    expect(await command("ocsf", wrong)).toEqual({
      code: 1,
      output: "",
      errors: "0 events; 0 lines of other kinds, 4 lines that are none",
    });
  });

  test.each([[[]], [["--help"]]])("says how it is used for %j", async (args) => {
    expect(await command("ocsf", ...args)).toMatchObject({
      code: 1,
      errors: expect.stringContaining("usage: npm run"),
    });
  });
});

describe("npm run usage", () => {
  test("counts calls, failures, people and the middle time by what was asked for", async () => {
    const { output } = await command("usage", "--by", "day,tool", file);
    expect(linesOf(output)).toEqual([
      "day         tool           calls  failed  people  medianMs",
      "2026-11-25  read_resource      3       1       2        30",
    ]);
  });

  test("counts those of a person by the name that lines have for them, as CSV or JSON", async () => {
    const [{ user } = { user: "" }] = parsed((await command("ocsf", file)).output).map(({ actor }) => ({
      user: (actor as { user: { uid: string } }).user.uid,
    }));
    const csv = await command("usage", "--user", user, "--by", "user", "--format", "csv", file);
    expect(linesOf(csv.output)).toEqual(['"user","calls","failed","people","medianMs"', `"${user}","2","1","1","40"`]);
    const { output } = await command("usage", "--by", "user", "--format", "json", file);
    expect(parsed(output)).toContainEqual({ user, calls: 2, failed: 1, people: 1, medianMs: 40 });
  });

  test("gives spreadsheets no formulas", async () => {
    const forged = join(folder, "forged.jsonl");
    const [, , line = ""] = linesOf((await run("cat", [file])).output);
    writeFileSync(forged, `${line.replace(/"tool":"[^"]*"/, '"tool":"=1+1"')}\n`);
    const { output } = await command("usage", "--format", "csv", forged);
    expect(output).toContain(`"'=1+1"`);
  });

  test.each([[["--by", "mood"]], [["--format", "xml"]], [["--what"]]])("says how it is used for %j", async (args) => {
    const { code, errors } = await command("usage", ...args, file);
    expect([code, errors]).toEqual([1, expect.stringContaining("usage: npm run usage")]);
  });
});
