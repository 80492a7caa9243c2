// T20: a document that takes over its parser process and signals what stands around the worker — no command of the
// product opens a debugger for SIGUSR1, nor does what starts it, and both go on.

import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runPart } from "#common/doctor/run-part.ts";
import { root } from "#test/bootstrap/paths.mjs";
import { ownFolder } from "#test/support/own-folder.ts";

const folder = ownFolder();

test("a command that gets SIGUSR1, and what npm starts it by, open no debugger", async () => {
  const file = join(folder, "command.mjs");
  // A debugger would have started, and said so, well before the second process ends.
  const program = `import { url } from "node:inspector";
    import { spawnSync } from "node:child_process";
    for (const pid of [process.pid, process.ppid]) process.kill(pid, "SIGUSR1");
    spawnSync(process.execPath, ["--eval", ""]);
    setImmediate(() => console.log(url() ?? "no debugger"));`;
  writeFileSync(file, program);
  const run = promisify(execFile)(process.execPath, ["test/bootstrap/run.mjs", "node", file], { cwd: root });
  expect(await run).toEqual({ stdout: "no debugger\n", stderr: "" });
});

test("what the doctor starts for each process opens none either", async () => {
  const [file, found] = [join(folder, "flags.mjs"), join(folder, "flags.json")];
  const flags = `import { writeFileSync } from "node:fs";
    writeFileSync(${JSON.stringify(found)}, JSON.stringify(process.execArgv));
    process.exit();`;
  writeFileSync(file, flags);
  await runPart({
    part: "workers",
    environment: { NODE_OPTIONS: `--import=${file}` },
    args: [],
    onResult: () => undefined,
  });
  expect(JSON.parse(readFileSync(found, "utf8"))).toEqual(["--disable-sigusr1"]);
});
