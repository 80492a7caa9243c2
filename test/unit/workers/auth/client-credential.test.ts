import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterEach, describe, expect, it, test, vi } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { createClientCredential, credentialExpiry, watchCredentialExpiry } from "#workers/auth/client-credential.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

const clientId = "5f0f4a11-4d5e-4b6f-8a9b-0c1d2e3f4a5b";
const folder = ownFolder();
afterEach(() => vi.useRealTimers());

const token = (exp: number) => `x.${Buffer.from(JSON.stringify({ exp })).toString("base64url")}.x`;

test("a certificate's end is that of the leaf, not of a certificate after it", async () => {
  const endsAt = new Date("2027-03-04T05:06:07Z");
  const leaf = await generate([{ name: "commonName", value: "leaf" }], { notAfterDate: endsAt });
  const other = await generate([{ name: "commonName", value: "other" }]);
  const path = join(folder, "certificate.pem");
  writeFileSync(path, `${leaf.private}\n${leaf.cert}\n${other.cert}`);
  const credential = createClientCredential({ AZURE_CLIENT_CERTIFICATE_PATH: path }, Date.now);
  expect(await credentialExpiry(credential, { AZURE_CLIENT_ID: clientId })).toEqual({
    kind: "certificate",
    endsAtMs: endsAt.getTime(),
  });
});

test("a federated token's end follows the file that its platform renews, and is 0 when the file is gone", async () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  const path = join(folder, "token");
  writeFileSync(path, token(1_800_003_600));
  const { registry, metrics } = createMetrics(workerMetrics);
  const credential = createClientCredential({ AZURE_FEDERATED_TOKEN_FILE: path }, Date.now);
  const stop = watchCredentialExpiry({ credential, settings: { AZURE_CLIENT_ID: clientId }, metrics });
  async function shown(seconds: number) {
    await vi.waitFor(async () =>
      expect(await registry.getSingleMetricAsString("m365_credential_expiry_timestamp_seconds")).toMatch(
        new RegExp(`^m365_\\w+\\{kind="federated_token"\\} ${seconds}$`, "m"),
      ),
    );
  }
  await shown(1_800_003_600);
  writeFileSync(path, token(1_800_006_900));
  await vi.advanceTimersByTimeAsync(56 * 60_000);
  await shown(1_800_006_900);
  rmSync(path);
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  await shown(0);
  stop();
  writeFileSync(path, token(1_800_009_999));
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  await shown(0);
});

describe("a federated token file", () => {
  const file = join(folder, "federated");
  /** What is read of the file each time. */
  function reader(now: () => number) {
    const { clientAssertion } = createClientCredential({ AZURE_FEDERATED_TOKEN_FILE: file }, now);
    if (typeof clientAssertion !== "function") throw new Error("expected a function");
    return () => clientAssertion({ clientId: "c" });
  }

  it("is read again only when its token nears its end", async () => {
    let nowMs = 1_800_000_000_000;
    const read = reader(() => nowMs);
    const first = `${token(nowMs / 1000 + 3_600)}\n`;
    writeFileSync(file, first);
    expect(await read()).toBe(first.trim());
    const second = `${token(nowMs / 1000 + 7_200)}\n`;
    writeFileSync(file, second);
    nowMs += 3_299_000;
    expect(await read()).toBe(first.trim());
    nowMs += 1_000;
    expect(await read()).toBe(second.trim());
  });

  it("is read every time when its token has no readable end", async () => {
    const read = reader(Date.now);
    for (const text of ["opaque-1", "opaque-2"]) {
      writeFileSync(file, text);
      expect(await read()).toBe(text);
    }
  });
});

describe("a certificate file", () => {
  it.each([
    ["is empty", ""],
    ["holds something else", "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydA==\n-----END CERTIFICATE-----\n"],
    ["does not exist", undefined],
  ])("that %s is a problem that quotes nothing", (title, text) => {
    const path = join(folder, `${title}.pem`);
    if (text !== undefined) writeFileSync(path, text);
    expect(() => createClientCredential({ AZURE_CLIENT_CERTIFICATE_PATH: path }, Date.now)).toThrow(
      /^AZURE_CLIENT_CERTIFICATE_PATH: /,
    );
  });
});
