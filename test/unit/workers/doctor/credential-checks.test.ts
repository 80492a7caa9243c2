import { expect, test } from "vitest";
import { credentialFinding, type WorkerContext } from "#workers/doctor/credential-checks.ts";
import { provenBad } from "#workers/doctor/try-credential.ts";

const now = () => Date.parse("2026-12-01T12:00:00Z");

test.each([
  [undefined, "ok: client secret; only Entra knows when it expires, unless AZURE_CLIENT_SECRET_EXPIRES says it", false],
  ["2026-12-31T12:00:00Z", "ok: client secret, until 2026-12-31", false],
  ["2026-12-31T11:59:59Z", "ok: client secret; it expires in 29 days, on 2026-12-31", true],
  ["2026-12-01T12:00:00Z", "problem: the client secret expired on 2026-12-01", true],
])("a client secret whose end is %s is told as %s", async (end, told, isToRenew) => {
  const endsAtMs = end === undefined ? undefined : Date.parse(end);
  // Nothing else is read of a worker with a secret.
  const settings = { AZURE_CLIENT_SECRET: "s", AZURE_CLIENT_SECRET_EXPIRES: endsAtMs } as WorkerContext["settings"];
  const { state, says, fix = "" } = await credentialFinding({ settings, now } as WorkerContext);
  expect(`${state}: ${says}`).toBe(told);
  expect(fix.includes("docs/rotate.md")).toBe(isToRenew);
});

test("only the four numbers that Microsoft documents for a wrong credential or app ID prove one", () => {
  expect([...provenBad.keys()].toSorted((one, other) => one - other)).toEqual([700016, 700027, 7000215, 7000222]);
});
