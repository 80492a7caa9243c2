import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createLogger } from "#common/logger.ts";
import { createMetrics } from "#common/metrics.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { followTenantsFile, retryAfterPolls } from "#gateway/tenants/open-tenant-policies.ts";
import { parseTenantsFile } from "#gateway/tenants/parse-tenants-file.ts";
import { maxFileBytes, parseInThread } from "#gateway/tenants/read-tenants-file.ts";
import { ownFolder } from "#test/support/own-folder.ts";

const folder = ownFolder();

const one = "11111111-1111-4111-8111-111111111111";
const two = "22222222-2222-4222-8222-222222222222";
const listed = (...ids: string[]) => ids.map((id) => `  - id: ${id}\n`).join("");
const whole = (...tenants: string[]) => `tenants:\n${tenants.join("")}...\n`;
const enabling = (...ids: string[]) => whole(listed(...ids));

const limits = { perUser: 32, perTenant: 500 };
let files = 0;

/** As `parseInThread` does, without the start of a thread. */
const parseHere: typeof parseInThread = async (text, toolNames) => parseTenantsFile(text, toolNames);

/** Follows a file of its own that enables the first tenant. */
async function follow(
  text = enabling(one),
  { parseText = parseHere, signInClientId }: { parseText?: typeof parseInThread; signInClientId?: string } = {},
) {
  files += 1;
  const path = join(folder, `${files}.yml`);
  writeFileSync(path, text);
  const { metrics } = createMetrics(gatewayMetrics);
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(
    { process: "test", level: "info" },
    { write: (line) => void lines.push(JSON.parse(line)) },
  );
  const followed = await followTenantsFile({
    path,
    toolNames: ["read_resource"],
    limits,
    signInClientId,
    metrics,
    logger,
    parseText,
  });
  const looks = async (times: number) => {
    for (let look = 0; look < times; look += 1) await followed.poll();
    return [one, two].filter((id) => followed.policies.policyOf(id) !== undefined);
  };
  const isBroken = async () => (await metrics.tenantsFileBroken.get()).values[0]?.value;
  /** What is lost by reading the file until it counts. */
  const lost = async () => [...(await followed.poll()), ...(await followed.poll())];
  return {
    path,
    lines,
    looks,
    lost,
    isBroken,
    policies: followed.policies,
    suspendedAtStart: followed.suspendedAtStart,
  };
}

const changes: [string, (path: string, text: string) => void][] = [
  ["writes into it", writeFileSync],
  [
    "puts another file in its place",
    (path, text) => {
      writeFileSync(`${path}~`, text);
      renameSync(`${path}~`, path);
    },
  ],
  [
    "turns a symbolic link above it, as Kubernetes does",
    (path, text) => {
      mkdirSync(`${path}.data`);
      writeFileSync(`${path}.data/file`, text);
      symlinkSync(`${path}.data`, `${path}.link`);
      symlinkSync(`${path}.link/file`, `${path}~`);
      renameSync(`${path}~`, path);
    },
  ],
  [
    "writes into it and sets its time back",
    (path, text) => {
      writeFileSync(path, text);
      utimesSync(path, 1, 1);
    },
  ],
];

const breakages: [string, (path: string) => void, RegExp][] = [
  ["has a mistake", (path) => writeFileSync(path, whole(listed(two), "    guest: true\n")), /^line 3, column 5: /],
  ["is empty", (path) => truncateSync(path), /^line 1, column 1: /],
  ["is cut off", (path) => writeFileSync(path, `tenants:\n${listed(one)}`), /the file is cut off/],
  ["is gone", (path) => rmSync(path), /^can't be read \(ENOENT\)$/],
  ["is too large", (path) => writeFileSync(path, "#".repeat(maxFileBytes + 1)), /^is larger than 256 kB$/],
  ["is not UTF-8", (path) => writeFileSync(path, Buffer.from([0x23, 0xff])), /^is not UTF-8$/],
  [
    "is a folder",
    (path) => {
      rmSync(path);
      mkdirSync(path);
    },
    /^is not a file$/,
  ],
];

describe("the tenants file", () => {
  it.each(changes)("is taken over when somebody %s", async (_, change) => {
    const { path, looks, lines } = await follow();
    expect(await looks(2)).toEqual([one]);
    change(path, enabling(two));
    expect(await looks(2)).toEqual([two]);
    expect(lines).toMatchObject([{ level: "info", msg: "TENANTS_FILE was reloaded" }]);
    expect(await looks(3)).toEqual([two]);
    expect(lines).toHaveLength(1);
  });

  it("says which tenants may no longer call by a change, once", async () => {
    const suspend = (id: string) => `  - id: ${id}\n    suspended: Later.\n`;
    const { path, lost, suspendedAtStart } = await follow(enabling(one, two));
    expect([...suspendedAtStart]).toEqual([]);
    writeFileSync(path, whole(listed(one), suspend(two)));
    expect(await lost()).toEqual([{ tenantId: two, reason: "suspended" }]);
    expect(await lost()).toEqual([]);
    writeFileSync(path, whole(suspend(two)));
    expect(await lost()).toEqual([{ tenantId: one, reason: "removed" }]);
    writeFileSync(path, enabling(one, two));
    expect(await lost()).toEqual([]);
    writeFileSync(path, "tenants: broken");
    expect(await lost()).toEqual([]);
    const restarted = await follow(whole(listed(one), suspend(two)));
    expect([...restarted.suspendedAtStart]).toEqual([two]);
  });

  it("is not taken over while it is being written", async () => {
    const { path, looks } = await follow(enabling(one, two));
    for (const half of [enabling(one), `tenants:\n${listed(one)}  - id: 2`, enabling(one, two)]) {
      writeFileSync(path, half);
      expect(await looks(1)).toEqual([one, two]);
    }
  });

  it.each(breakages)(
    "that %s keeps the last good one in force, with an alarm until it is fixed",
    async (_, spoil, problem) => {
      const { path, looks, lines, isBroken } = await follow();
      spoil(path);
      expect(await looks(4)).toEqual([one]);
      expect(await isBroken()).toBe(1);
      expect(lines).toMatchObject([{ level: "error", problem: expect.stringMatching(problem) }]);
      rmSync(path, { recursive: true, force: true });
      writeFileSync(path, enabling(one));
      expect(await looks(2)).toEqual([one]);
      expect(await isBroken()).toBe(0);
    },
  );

  it("that could not be read through, on a busy machine, is tried again without another change", async () => {
    let isBusy = false;
    const parsing: typeof parseInThread = async (text, toolNames) =>
      await parseInThread(text, toolNames, isBusy ? 0 : undefined);
    const { path, looks, isBroken } = await follow(enabling(one), { parseText: parsing });
    isBusy = true;
    writeFileSync(path, enabling(two));
    expect(await looks(2)).toEqual([one]);
    expect(await isBroken()).toBe(1);
    isBusy = false;
    expect(await looks(retryAfterPolls - 1)).toEqual([one]);
    expect(await looks(1)).toEqual([two]);
    expect(await isBroken()).toBe(0);
  });

  it("warns of tenants that call, but not by the sign-in's app, at the start and when it changes", async () => {
    const signInClientId = "55555555-5555-4555-8555-555555555555";
    const withClients = (...ids: string[]) => whole(listed(one, two), `    clients: [${ids.join()}]\n`);
    const { path, lines, looks } = await follow(withClients(one), { signInClientId });
    const warnings = () => lines.filter(({ level }) => level === "warn").map(({ problem }) => problem);
    const shut = "1 of 2 tenants have clients without SIGN_IN_CLIENT_ID";
    expect(warnings()).toEqual([shut]);
    for (const [text, warned] of [
      [withClients(one, signInClientId), [shut]],
      [withClients(one).replace("...", "    suspended: Unpaid\n..."), [shut]],
      [withClients(two), [shut, shut]],
    ] as const) {
      writeFileSync(path, text);
      await looks(3);
      expect(warnings()).toEqual(warned);
    }
    const { lines: whileOff } = await follow(withClients(one));
    expect(whileOff.filter(({ level }) => level === "warn")).toEqual([]);
  });

  it("with assistants is invalid where nobody signs in at the connector, whom alone they could keep out", async () => {
    const withAssistants = whole(listed(one), "    assistants: [claude]\n");
    await expect(follow(withAssistants)).rejects.toThrow(/assistants have no effect without SIGN_IN_CLIENT_ID/);
    const { policies } = await follow(withAssistants, { signInClientId: two });
    expect(policies.policyOf(one)?.assistants).toEqual(new Set(["claude"]));
  });

  it("that is broken at the start keeps the gateway from starting, one line per mistake", async () => {
    await expect(follow(whole("  - id: x\n    guests: 1\n"))).rejects.toMatchObject({
      name: "StartProblem",
      problems: [
        "TENANTS_FILE: line 2, column 9: tenants[0].id: must be a GUID",
        "TENANTS_FILE: line 3, column 13: tenants[0].guests: expected boolean, received number",
      ],
    });
  });
});
