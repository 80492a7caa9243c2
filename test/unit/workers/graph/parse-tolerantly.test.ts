import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseTolerantly } from "#workers/graph/parse-tolerantly.ts";

const attendee = z.object({ address: z.string() });
const schema = z.object({ value: z.array(z.object({ id: z.string(), attendees: z.array(attendee) })) });
const whole = { id: "1", attendees: [{ address: "a" }] };

function parse(value: unknown) {
  const paths: string[] = [];
  const data = parseTolerantly(value, schema, (issues) => paths.push(...issues.map(({ path }) => path.join("."))));
  return { data, paths };
}

describe("an answer that lacks something", () => {
  it("is whole when nothing is missing", () => {
    expect(parse({ value: [whole] })).toEqual({ data: { value: [whole] }, paths: [] });
  });

  it("loses the elements that lack it, wherever they stand in their list", () => {
    const { data, paths } = parse({ value: [{ id: null }, whole, {}, null] });
    expect(data).toEqual({ value: [whole] });
    expect(paths).toContain("value.0.id");
  });

  it("loses an element of an element, not the element around it", () => {
    const { data } = parse({ value: [{ id: "1", attendees: [{}, { address: "a" }, { address: null }] }] });
    expect(data).toEqual({ value: [whole] });
  });

  it("loses both when both lack something", () => {
    expect(parse({ value: [{ attendees: [{}] }, whole] }).data).toEqual({ value: [whole] });
  });

  it.each([[{}], [{ value: null }], [null], [[]]])("is refused when it is no element that lacks it: %j", (value) => {
    expect(() => parse(value)).toThrow(z.ZodError);
  });
});
