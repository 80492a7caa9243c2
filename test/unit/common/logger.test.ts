import { expect, test } from "vitest";
import { createLogger, describeError } from "#common/logger.ts";
import { inRequest } from "#common/request-scope.ts";

const requestId = "11111111-1111-4111-8111-111111111111";
const trace = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  isSampled: true,
  isRemote: false,
};

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLogger({ process: "test", level: "info" }, { write: (line) => lines.push(line) }));
  expect(lines).toHaveLength(1);
  const { time: _time, ...fields } = JSON.parse(lines[0] ?? "");
  return fields;
}

test("a line that is logged for a request has its id and its trace's, at any depth", async () => {
  const fields = await inRequest({ requestId, trace }, async () => {
    await Promise.resolve();
    return logged((logger) => logger.info({ tool: "read_resource" }, "call"));
  });
  const expected = { level: "info", process: "test", msg: "call", tool: "read_resource" };
  expect(fields).toEqual({ ...expected, requestId, traceId: trace.traceId });
});

test("without a trace a line has the request's id alone, and outside of a request neither", () => {
  const write = (logger: ReturnType<typeof createLogger>) => logger.info("said");
  expect(inRequest({ requestId }, () => logged(write))).toEqual({
    level: "info",
    process: "test",
    msg: "said",
    requestId,
  });
  expect(logged(write)).toEqual({ level: "info", process: "test", msg: "said" });
});

test("a field that is not on the list is dropped, whatever it is called", () => {
  const sent = { query: "salary", userId: "someone", token: "eyJ", error: new Error("salary"), spanId: "x", tool: "t" };
  expect(logged((logger) => logger.info(sent, "call"))).toEqual({
    level: "info",
    process: "test",
    msg: "call",
    tool: "t",
  });
});

test("of an unexpected error nothing of its message is logged, also where that looks like a line of its stack", () => {
  const error = new SyntaxError("salary\n    at salary\nsalary");
  expect(logged((logger) => logger.error(describeError(error), "failed"))).toMatchObject({
    errorName: "SyntaxError",
    frames: expect.arrayContaining([expect.stringMatching(/^at .*logger\.test\.ts/)]),
  });
  expect(JSON.stringify(describeError(error))).not.toContain("salary");
});
