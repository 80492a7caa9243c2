import { expect, test } from "vitest";
import { restrictProcess, v8Flags, warnIfUnrestricted } from "#common/rights/restrict-process.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";

/** A process as Node describes it, which can't really be replaced. */
function processWith(more: object) {
  const started: unknown[][] = [];
  const fake = {
    execPath: "/node",
    execArgv: ["--enable-source-maps"],
    argv: ["/node", "/app/main.ts", "argument"],
    env: { NAME: "value" },
    execve: (...parts: unknown[]) => void started.push(parts),
    on: () => undefined,
    ...more,
  };
  // As much of a process as is used.
  return { started, process: fake as unknown as NodeJS.Process };
}

function warningsOf(process: NodeJS.Process): string[] {
  const { logger, entries } = recordingLogger();
  warnIfUnrestricted(process, logger);
  return entries().map(({ msg }) => msg);
}

test("a process starts itself again with its own flags, arguments and environment, its rights and ours of V8", () => {
  const { started, process } = processWith({});
  restrictProcess(process, { program: ["gateway"] });
  const [[file, args, environment] = []] = started;
  expect(file).toBe("/node");
  expect(args).toEqual(expect.arrayContaining(["/node", "--enable-source-maps", "--permission", ...v8Flags]));
  expect((args as string[]).slice(-2)).toEqual(["/app/main.ts", "argument"]);
  expect(environment).toEqual({ NAME: "value" });
});

test("a process that has flags of its operator keeps them, and says nothing", () => {
  const { started, process } = processWith({ permission: {} });
  restrictProcess(process, { program: [] });
  expect(started).toEqual([]);
  expect(warningsOf(process)).toEqual([]);
});

test("a process that its system can't start again goes on, and says that it may do everything", () => {
  const { process } = processWith({ execve: undefined });
  restrictProcess(process, { program: [] });
  expect(warningsOf(process)).toEqual(["this process runs without Node's permission model"]);
});
