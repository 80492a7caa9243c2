import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { createClientCredential, credentialExpiry, watchCredentialExpiry } from "#workers/auth/client-credential.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

const clientId = "5f0f4a11-4d5e-4b6f-8a9b-0c1d2e3f4a5b";
const folder = mkdtempSync(join(tmpdir(), "expiry-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.useRealTimers());

const token = (exp: number) => `x.${Buffer.from(JSON.stringify({ exp })).toString("base64url")}.x`;

test("a certificate's end is that of the leaf, not of a certificate after it", async () => {
  const endsAt = new Date("2027-03-04T05:06:07Z");
  const leaf = await generate([{ name: "commonName", value: "leaf" }], { notAfterDate: endsAt });
  const other = await generate([{ name: "commonName", value: "other" }]);
  const path = join(folder, "certificate.pem");
  writeFileSync(path, `${leaf.private}\n${leaf.cert}\n${other.cert}`);
  const credential = createClientCredential({ certificatePath: path }, Date.now);
  expect(await credentialExpiry(credential, { clientId })).toEqual({ kind: "certificate", endsAtMs: endsAt.getTime() });
});

test("a federated token's end follows the file that its platform renews, and is 0 when the file is gone", async () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  const path = join(folder, "token");
  writeFileSync(path, token(1_800_003_600));
  const { registry, metrics } = createMetrics(workerMetrics);
  const credential = createClientCredential({ federatedTokenFile: path }, Date.now);
  const stop = watchCredentialExpiry({ credential, facts: { clientId }, metrics });
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
