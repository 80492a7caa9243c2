import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { createMetrics } from "#common/metrics.ts";
import { admissionLimits } from "#gateway/admission/admission-limits.ts";
import { createAnswerRooms } from "#gateway/admission/local-limits.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { shedFor } from "./shed.ts";

/** What `admission-limits.ts` says. */
const { answerBytesOfPerson: ofPerson, answerBytes: ofAll } = admissionLimits;
/** Half of what a person may have. */
const large = ofPerson / 2;

function rooms() {
  const { metrics } = createMetrics(gatewayMetrics);
  const roomFor = createAnswerRooms({ metrics, random: () => 0 });
  /** The room of another answer of a person, or why there is none. */
  function keep(tenantId: string, userId: string, bytes: number) {
    const room = roomFor({ tenantId, userId });
    try {
      room.hold(bytes);
      return room;
    } catch (error) {
      if (error instanceof ToolError) return error;
      throw error;
    }
  }
  return { keep, shed: (reason: string) => shedFor(reason, metrics), roomFor };
}

const refusedWith = (code: string) => ({ code, details: { retryAfterSeconds: 5 } });

describe("answers that have not been read", () => {
  // proves A25
  it("of one person are as many as a person may have, until one of them is read", async () => {
    const { keep, shed } = rooms();
    const [first] = [keep("a", "anna", large), keep("a", "anna", large)];
    const refused = keep("a", "anna", 1);
    expect(refused).toMatchObject(refusedWith("rate_limited"));
    expect(String(refused)).toContain("You have not read the answers");
    expect(await shed("user_answers")).toBe(1);
    expect(keep("a", "ben", large)).toHaveProperty("hold");
    if (first !== undefined && "release" in first) first.release();
    expect(keep("a", "anna", large)).toHaveProperty("hold");
  });

  it("of one tenant take half of the room at most, and the largest answer of another finds some", async () => {
    const { keep, shed } = rooms();
    const kept = Array.from({ length: 12 }, (_, index) => keep("a", `user ${index >> 1}`, large));
    expect(kept.filter((one) => "hold" in one)).toHaveLength(ofAll / 2 / large);
    expect(kept.at(-1)).toMatchObject(refusedWith("rate_limited"));
    expect(await shed("tenant_answers")).toBe(8);
    expect(keep("b", "bea", large)).toHaveProperty("hold");
  });

  it("of all together never take more than there is, and then others are told to come back", async () => {
    const { keep, shed } = rooms();
    for (let tenant = 0; tenant < 8; tenant += 1) keep(`${tenant}`, "somebody", large);
    expect(keep("one more", "somebody", 1)).toMatchObject(refusedWith("unavailable"));
    expect(await shed("total_answers")).toBe(1);
  });

  it("are counted from their first part on, and no more once the client has gone", () => {
    const { keep, roomFor } = rooms();
    const room = roomFor({ tenantId: "a", userId: "anna" });
    for (let part = 0; part < 8; part += 1) room.hold(ofPerson / 8);
    expect(keep("a", "anna", 1)).toHaveProperty("code", "rate_limited");
    room.release();
    room.release();
    room.hold(ofPerson);
    expect(keep("a", "anna", ofPerson)).toHaveProperty("hold");
  });
});
