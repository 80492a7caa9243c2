import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTraceparent } from "#common/tracing/trace.ts";
import { clientTracePoint, formatTraceparent } from "#gateway/open-call.ts";
import "#test/support/property-seed.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";
const zeros = (count: number) => "0".repeat(count);

test("a traceparent is read as W3C has it, and written so", () => {
  const point = { traceId, spanId, isSampled: true, isRemote: true };
  expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).toEqual(point);
  expect(parseTraceparent(`00-${traceId}-${spanId}-00`)).toEqual({ ...point, isSampled: false });
  expect(parseTraceparent(`cc-${traceId}-${spanId}-03-what-comes-later`)).toEqual(point);
  expect(formatTraceparent(point)).toBe(`00-${traceId}-${spanId}-01`);
});

test("a client's sampled flag is not taken", () => {
  expect(clientTracePoint(`00-${traceId}-${spanId}-01`)).toMatchObject({ traceId, spanId, isSampled: false });
  expect(clientTracePoint("01")).toBeUndefined();
});

test.each([
  [undefined],
  [`00-${traceId}-${spanId}`],
  [`00-${traceId}-${spanId}-01-more`],
  [`ff-${traceId}-${spanId}-01`],
  [`00-${zeros(32)}-${spanId}-01`],
  [`00-${traceId}-${zeros(16)}-01`],
  [`00-${traceId.toUpperCase()}-${spanId}-01`],
  [`00-${traceId}-${spanId}-01\n`],
  [`cc-${traceId}-${spanId}-01-${"x".repeat(200)}`],
])("%j is no traceparent", (value) => {
  expect(parseTraceparent(value)).toBeUndefined();
});

test("whatever is read has two ids of hexadecimal digits and nothing else of what was sent", () => {
  const almost = fc.stringMatching(/^[0-9a-f]{1,2}-[0-9a-f]{30,33}-[0-9a-f]{15,17}-[0-9a-f]{2}.{0,3}$/);
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string(), almost), (value) => {
      const point = parseTraceparent(value);
      if (point !== undefined) expect(formatTraceparent(point)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    }),
  );
});
