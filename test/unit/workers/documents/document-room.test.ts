import { describe, expect, it } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { callOf, somebody } from "#test/unit/call-fixture.ts";
import { createDocumentRooms } from "#workers/documents/document-room.ts";
import { maxDocumentBytes } from "#workers/documents/document-size.ts";
import { createTextExtractor } from "#workers/documents/extract-text.ts";
import { roomLimits } from "#workers/documents/process/limits.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

const ada = { tenantId: "x", userId: "ada" };
const megabytes = (count: number) => count * 1_000_000;
const codeOf = (work: () => unknown) => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};
/** How many documents of this size find room, until one is refused with this code. */
function fill(rooms: ReturnType<typeof createDocumentRooms>, nextPerson: () => typeof ada, bytes: number) {
  for (let count = 0; ; count += 1) {
    const code = codeOf(() => rooms.enter(nextPerson(), bytes));
    if (code !== undefined) return { count, code };
  }
}
const manyOf = (tenantId: string) => {
  let people = 0;
  return () => ({ tenantId, userId: `${people++}` });
};

describe("the room for documents of a process", () => {
  it("is filled by one person up to three of the largest, or 24 small ones, with words and seconds", () => {
    expect(fill(createDocumentRooms(roomLimits), () => ada, maxDocumentBytes)).toEqual({
      count: 3,
      code: "rate_limited",
    });
    const rooms = createDocumentRooms(roomLimits);
    expect(fill(rooms, () => ada, 1_000)).toEqual({ count: 24, code: "rate_limited" });
    expect(() => rooms.enter(ada, 1)).toThrow("Too many of your documents are being read now. Try again in 3 seconds.");
    expect(codeOf(() => rooms.enter({ ...ada, userId: "bob" }, 1_000))).toBeUndefined();
  });

  // proves A19
  it("is never filled by one tenant: there is room for the largest document of another", () => {
    for (const bytes of [maxDocumentBytes, 1_000]) {
      const rooms = createDocumentRooms(roomLimits);
      expect(fill(rooms, manyOf("x"), bytes)).toMatchObject({ code: "unavailable" });
      expect(codeOf(() => rooms.enter({ tenantId: "y", userId: "eve" }, maxDocumentBytes))).toBeUndefined();
    }
  });

  it("is never more than 200 MB, whoever asks", () => {
    const rooms = createDocumentRooms(roomLimits);
    let tenants = 0;
    const strangers = () => ({ tenantId: `${tenants++}`, userId: "u" });
    expect(fill(rooms, strangers, maxDocumentBytes)).toEqual({ count: 8, code: "unavailable" });
  });

  it("is free again for what a document turns out not to need, and when it has been read", () => {
    const rooms = createDocumentRooms(roomLimits);
    const [first] = Array.from({ length: 3 }, () => rooms.enter(ada, maxDocumentBytes));
    first?.resize(megabytes(5));
    const fourth = rooms.enter(ada, megabytes(20));
    expect(codeOf(() => rooms.enter(ada, megabytes(1)))).toBe("rate_limited");
    fourth.leave();
    expect(codeOf(() => rooms.enter(ada, megabytes(1)))).toBeUndefined();
  });
});

describe("a document that is still to be loaded", () => {
  const { metrics, registry } = createMetrics(workerMetrics);
  const extractor = createTextExtractor({ maxProcesses: 1, metrics });
  const { withRoom } = extractor.forCall(callOf("read_resource", { caller: { ...somebody, ...ada } }));

  // proves A19
  it("is not loaded when there is no room: of 34 large ones of a person, three are", async () => {
    let loads = 0;
    const loaded = Promise.withResolvers<void>();
    const outcomes = Array.from({ length: 34 }, () =>
      withRoom(undefined, async () => {
        loads += 1;
        await loaded.promise;
      }),
    );
    const refused = Promise.allSettled(outcomes.slice(3));
    for (const outcome of await refused) {
      expect(outcome).toMatchObject({ reason: { code: "rate_limited", details: { retryAfterSeconds: 3 } } });
    }
    expect(loads).toBe(3);
    loaded.resolve();
    await Promise.all(outcomes.slice(0, 3));
    expect(await registry.metrics()).toContain('m365_extract_refusals_total{reason="rate_limited"} 31');
  });

  it("may have a quarter and a megabyte more than declared, and never more than the largest", async () => {
    const maxBytesFor = (bytes: number | undefined) => withRoom(bytes, async ({ maxBytes }) => maxBytes);
    expect(await maxBytesFor(megabytes(4))).toBe(megabytes(6));
    for (const bytes of [megabytes(24), megabytes(900), undefined])
      expect(await maxBytesFor(bytes)).toBe(maxDocumentBytes);
  });

  it("gives its room back when loading or reading it fails", async () => {
    for (let times = 0; times < 30; times += 1) {
      await expect(withRoom(undefined, () => Promise.reject(new Error("no such file")))).rejects.toThrow(
        "no such file",
      );
    }
    const read = withRoom(undefined, ({ extractText }) =>
      extractText({ bytes: Buffer.from("hi"), mediaType: "text/plain" }),
    );
    expect(await read).toMatchObject({ text: "hi" });
  });
});
