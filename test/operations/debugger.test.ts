// T20: a document that takes over its parser process and signals the worker — no process opens a debugger for SIGUSR1,
// however it was started, and each goes on.

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { childrenOf } from "#test/support/process-family.ts";
import type { ServiceProcess } from "#test/support/service-process.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { clientFor, outputOf, personNamed } from "#test/support/tool-answers.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ isPlain: true });
});
afterAll(() => stack.stop());

/** The state of a listening socket, and where a socket's inode is, in `/proc/net/tcp`. */
const [stateField, inodeField, listening] = [3, 9, "0A"];

/** What the kernel tells of a process or of what it has open; empty where it has ended or been closed since. */
function toldBy(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

/** The addresses at which a process listens, as the kernel writes them. */
function listeningAt(pid: number): string[] {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => toldBy(() => readlinkSync(`/proc/${pid}/fd/${fd}`))));
  return ["tcp", "tcp6"]
    .flatMap((name) => readFileSync(`/proc/net/${name}`, "utf8").trim().split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[stateField] === listening && own.has(`socket:[${fields[inodeField]}]`))
    .map(([, address = ""]) => address);
}

/** Has a reader read a document, and the answer come through the whole stack. */
async function readPage(): Promise<void> {
  const hana = await personNamed(stack.fake, "hana.mori");
  const page = { path: "roast.html", text: "<p>Roasted on Tuesday", mimeType: "text/html" };
  const { driveId, itemId } = await stack.fake.control.addFile(hana.id, page);
  const uri = `file:///${encodeURIComponent(driveId)}/${itemId}`;
  const client = await clientFor(stack, hana);
  expect(await outputOf(client, "read_resource", { uri })).toMatchObject({ body: { content: "Roasted on Tuesday" } });
}

test("a gateway, a worker and a reader that get SIGUSR1 open no debugger, and go on", async () => {
  const [gateway, worker] = [stack.gateways[0], stack.workers[0] as ServiceProcess];
  // Its flags are somebody else's.
  const nodeFlags = ["--permission", "--allow-fs-read=*", "--allow-inspector"];
  const other = await stack.startGateway({}, { nodeFlags, isPlain: true });
  // The last step before, since a reader ends that has had nothing to do for ten seconds.
  await readPage();
  const pidOf = ({ child }: ServiceProcess) => child.pid ?? 0;
  // The others tell how much memory readers take.
  const readers = childrenOf(pidOf(worker)).filter((pid) =>
    toldBy(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")).includes("extractor-main"),
  );
  expect(readers).not.toEqual([]);
  const pids = [...[gateway, other, worker].map(pidOf), ...readers];
  const before = pids.map(listeningAt);
  for (const pid of pids) process.kill(pid, "SIGUSR1");
  await readPage();
  expect(pids.map(listeningAt)).toEqual(before);
  const said = [gateway, other, worker].flatMap(({ log }) => log).filter((line) => line.includes("Debugger"));
  expect(said).toEqual([]);
  expect(await (await fetch(`${other.opsUrl}/healthz`)).text()).toContain("alive");
});
