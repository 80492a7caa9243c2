import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { parseTolerantly } from "#workers/graph/graph-json.ts";

const attendee = z.object({ address: z.string() });
const schema = z.object({ value: z.array(z.object({ id: z.string(), attendees: z.array(attendee) })) });
const whole = { id: "1", attendees: [{ address: "a" }] };

function parse(value: unknown) {
  const paths: string[] = [];
  let leftOut = 0;
  const data = parseTolerantly(value, schema, (elements, issues) => {
    leftOut += elements;
    paths.push(...issues.map(({ path }) => path.join(".")));
  });
  return { data, paths, leftOut };
}

describe("an answer that lacks something", () => {
  it("is whole when nothing is missing", () => {
    expect(parse({ value: [whole] })).toEqual({ data: { value: [whole] }, paths: [], leftOut: 0 });
  });

  it("loses the elements that lack it, wherever they stand in their list, and counts each once", () => {
    const { data, paths, leftOut } = parse({ value: [{ id: null }, whole, {}, null] });
    expect(data).toEqual({ value: [whole] });
    expect(paths).toContain("value.0.id");
    expect(leftOut).toBe(3);
  });

  it("is read in time that grows with its size alone", async () => {
    const value = Array.from({ length: 200_000 }, (_, index) => (index % 2 === 0 ? { id: "1" } : {}));
    const list = z.array(z.object({ id: z.string() }));
    const cpuMs = await ownCpuMs(() => {
      let leftOut = 0;
      const data = parseTolerantly(value, list, (elements) => {
        leftOut += elements;
      });
      expect([data.length, leftOut]).toEqual([100_000, 100_000]);
    });
    expect(cpuMs).toBeLessThan(4_000);
  });

  it("loses an element of an element, not the element around it unless that lacks something too", () => {
    const within = { id: "1", attendees: [{}, { address: "a" }, { address: null }] };
    expect(parse({ value: [within, { attendees: [{}] }] }).data).toEqual({ value: [whole] });
  });

  it.each([[{}], [{ value: null }], [null], [[]]])("is refused when it is no element that lacks it: %j", (value) => {
    expect(() => parse(value)).toThrow(z.ZodError);
  });
});
