import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { constants, existsSync, mkdtempSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSmallDisk } from "#test/support/small-disk.ts";
import type { Family, Fault } from "./fault.ts";
import type { FaultStage, Surroundings } from "./fault-stage.ts";

const path = ({ surroundings }: FaultStage, name: string) => surroundings.paths?.[name] ?? "";
const noDisk = (stage: FaultStage) =>
  stage.surroundings.paths?.disk === undefined ? "this machine makes no file system without root" : undefined;

function fill(stage: FaultStage): void {
  try {
    writeFileSync(join(path(stage, "disk"), "filler"), Buffer.alloc(8_000_000));
  } catch {
    // ENOSPC: it is full.
  }
}

/** Whoever reads the audit log that a gateway prints. */
const startReader = (stage: FaultStage) =>
  spawn("cat", [path(stage, "pipe")], { stdio: ["ignore", "ignore", "ignore"] });

/** Puts a gateway whose standard output is the pipe in place of the present one. */
async function printToPipe(stage: FaultStage): Promise<void> {
  const [old] = stage.gateways;
  // Waits until somebody reads.
  await stage.startGateway({ AUDIT_LOG: "stdout" }, { stdout: openSync(path(stage, "pipe"), constants.O_WRONLY) });
  stage.gateways.shift();
  await old?.stop();
}

function pipeFaults(): Fault[] {
  let reader: ChildProcess;
  return [
    {
      name: "whoever reads the audit log from standard output stands still",
      expected: "when the pipe is full calls are refused, the gateway stays alive, and goes on when somebody reads",
      mustEnd: "unavailable",
      lastsMs: 6_000,
      async inject(stage) {
        reader = startReader(stage);
        await printToPipe(stage);
        reader.kill("SIGSTOP");
      },
      heal: () => void reader.kill("SIGCONT"),
      recoversWithinMs: 10_000,
    },
    {
      name: "whoever reads the audit log from standard output dies (EPIPE), and another comes 2 s later",
      expected: "calls are refused, the gateway stays alive, and goes on when somebody reads",
      mustEnd: "unavailable",
      lastsMs: 2_000,
      async inject() {
        reader.kill("SIGKILL");
        await once(reader, "close");
      },
      heal(stage) {
        reader = startReader(stage);
      },
      recoversWithinMs: 10_000,
    },
  ];
}

const faults: readonly Fault[] = [
  {
    name: "the audit file is moved away under load, as logrotate does",
    expected: "a new one is begun, and all calls are answered",
    lastsMs: 2_000,
    inject: (stage) => renameSync(path(stage, "file"), `${path(stage, "file")}.1`),
    judge: (stage) =>
      existsSync(path(stage, "file")) ? [] : ["the gateway goes on writing to the file that was moved away"],
    skipReason: noDisk,
  },
  {
    name: "the disk of the audit log is full",
    expected: "no call without its line: calls are refused, and go on by themselves when there is room",
    mustEnd: "unavailable",
    lastsMs: 2_000,
    inject: fill,
    heal: (stage) => writeFileSync(join(path(stage, "disk"), "filler"), ""),
    recoversWithinMs: 8_000,
    skipReason: noDisk,
  },
  ...pipeFaults(),
];

async function surroundings(): Promise<Surroundings> {
  const disk = await createSmallDisk("4m");
  const folder = mkdtempSync(join(tmpdir(), "audit-faults-"));
  const pipe = join(folder, "pipe");
  spawnSync("mkfifo", [pipe]);
  const file = disk && join(disk.path, "audit.jsonl");
  return {
    ...(file !== undefined && { stack: { gatewayEnvironment: { AUDIT_LOG: "file", AUDIT_FILE: file } } }),
    paths: { pipe, ...(disk && { disk: disk.path }), ...(file !== undefined && { file }) },
    async stop() {
      await disk?.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

export const audit: Family = { name: "audit log", stage: { deadlineMs: 6_000, gateways: 1, surroundings }, faults };
