// T14: a cursor of another tenant, user or tool — it can be opened only by the user who received it, for the same tool,
// within a day.

import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Caller } from "#common/call.ts";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { somebodyWithIds } from "#test/unit/call-fixture.ts";
import { createCursors } from "#workers/cursor.ts";
import { scanStart, scanStateSchema } from "#workers/tools/teams/scan-chats.ts";

const keys: SealingKeys = [newSealingKey()];
const guid = (group: string, number: number) =>
  `${number.toString(16).padStart(8, "0")}-${group}-4000-8000-000000000000`;
const callerOf = (tenant: number, user = 1): Caller => ({
  ...somebodyWithIds,
  tenantId: guid("aaaa", tenant),
  userId: guid("bbbb", user),
});
const state = z.object({ secret: z.string() });
const tool = "outlook_email_search";

describe("the cursors of 64 tenants", () => {
  const cursorsOf = createCursors(keys, Date.now);
  const all = Array.from({ length: 64 }, (_, index) => {
    const own = cursorsOf(callerOf(index), tool);
    return { own, sealed: own.seal({ secret: `of ${index}` }, state) };
  });

  it("open for their own tenant and for none of the 63 others, although the user id is the same", () => {
    let refused = 0;
    for (const [index, { sealed }] of all.entries()) {
      for (const [other, { own }] of all.entries()) {
        if (other === index) expect(own.open(sealed, state)).toEqual({ secret: `of ${index}` });
        else {
          expect(() => own.open(sealed, state)).toThrow("not a cursor of this search");
          refused += 1;
        }
      }
    }
    expect(refused).toBe(64 * 63);
  });

  it("open for no colleague, for no other tool, and with no other ring of keys", () => {
    const [{ sealed } = { sealed: "" }] = all;
    const foreign = createCursors([newSealingKey()], Date.now);
    for (const cursors of [
      cursorsOf(callerOf(0, 2), tool),
      cursorsOf(callerOf(0), "read_resource"),
      foreign(callerOf(0), tool),
    ]) {
      expect(() => cursors.open(sealed, state)).toThrow("not a cursor of this search");
    }
  });

  it("do not open after a day", () => {
    let now = 0;
    const own = createCursors(keys, () => now)(callerOf(0), tool);
    const sealed = own.seal({ secret: "x" }, state);
    now = 24 * 3_600_000 - 1;
    expect(own.open(sealed, state)).toEqual({ secret: "x" });
    now += 1;
    expect(() => own.open(sealed, state)).toThrow("older than a day");
  });
});

describe("the cursor of a long search", () => {
  const own = createCursors(keys, Date.now)(callerOf(0), tool);

  it("is short enough to be copied and to be taken, where ninety chats of two people are still to be read", () => {
    const me = randomUUID();
    const tasks = Array.from({ length: 90 }, () => ({
      id: `19:${me}_${randomUUID()}@unq.gbl.spaces`,
      newestMs: 1_795_000_000_000 + randomInt(1_000_000_000),
      beforeMs: 1_795_000_000_000 + randomInt(1_000_000_000),
      isOneOnOne: true,
    }));
    const listLink = `https://graph.microsoft.com/v1.0/me/chats?$skiptoken=${randomBytes(400).toString("base64url")}`;
    const long = { ...scanStart, tasks, listLink };
    const sealed = own.seal(long, scanStateSchema);
    expect(own.open(sealed, scanStateSchema)).toEqual(long);
    expect(sealed.length).toBeLessThan(9_000);
  });

  it("is taken with the longest words of a script whose letters take nine characters in an address", () => {
    const words = Array.from({ length: 1_000 }, () => String.fromCodePoint(0x4e00 + randomInt(20_000))).join("");
    const long = { asked: words, kql: words, link: encodeURIComponent(words) };
    const all = z.object({ asked: z.string(), kql: z.string(), link: z.string() });
    expect(own.open(own.seal(long, all), all)).toEqual(long);
  });
});
