// T20: native code of a document in its parser process — the kernel refuses it the memory and the environment of its
// worker, and every file but the program's.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { referenceDocuments } from "#test/bench/extract/documents.ts";
import { root } from "#test/bootstrap/paths.mjs";
import { skipWhen } from "#test/support/loud-skip.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { makeSandbox, noLandlock, noSandbox } from "#test/support/reader-sandbox.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf } from "#workers/documents/extract-text.ts";
import { createExtractorPool } from "#workers/documents/process/extractor-pool.ts";
import { startExtractorProcess } from "#workers/documents/process/extractor-process.ts";
import { findSandbox } from "#workers/documents/process/find-sandbox.ts";
import { spawnExtractor } from "#workers/documents/process/spawn-extractor.ts";

const folder = ownFolder();
const filter = join(folder, "reader-sandbox.bpf");
const secret = join(folder, "secret");
const fresh = join(folder, "fresh");

/** Perl, as a program of native code: each attempt with the arguments that its name is given. */
const attempts = {
  memory: ["sysopen(F, $_[0], 2)", `/proc/${process.pid}/mem`],
  environment: ["open(F, '<', $_[0])", `/proc/${process.pid}/environ`],
  addresses: ["open(F, '<', $_[0])", `/proc/${process.pid}/maps`],
  "a secret": ["open(F, '<', $_[0])", secret],
  "a folder": ["opendir(D, $_[0])", folder],
  "a file of the program, to write": ["sysopen(F, $_[0], 1)", join(root, "package.json")],
  "a file, to write": ["sysopen(F, $_[0], 1)", secret],
  "a new file": ["sysopen(F, $_[0], 65)", fresh],
  "a new folder": ["mkdir($_[0])", fresh],
  "a new link": ["symlink('/', $_[0])", fresh],
  "another name": ["rename($_[0], $_[1])", secret, fresh],
  "no name": ["unlink($_[0])", secret],
  "no content": ["truncate($_[0], 0)", secret],
} as const;

/** What each attempt ends with, by a command: 0, or the number of an error. */
function tryAll([command = "", ...options]: readonly string[]): Record<string, number> {
  const lines = Object.values(attempts).map(([code, ...args]) => {
    const given = args.map((arg) => `'${arg}'`).join(", ");
    return `print sub { ${code} ? 0 : $! + 0 }->(${given}), "\\n";`;
  });
  const output = execFileSync(command, [...options, "perl", "-"], { encoding: "utf8", input: lines.join("\n") });
  const codes = output.trim().split("\n").map(Number);
  return Object.fromEntries(Object.keys(attempts).map((name, at) => [name, codes[at] ?? -1]));
}

beforeAll(() => {
  writeFileSync(secret, "of the worker");
  if (noSandbox === undefined) makeSandbox(filter);
});

describe("a process that reads documents in the whole sandbox", skipWhen(noLandlock), () => {
  it("can't open the worker's memory, environment or secrets, and write nothing", async () => {
    const { command, lack } = await findSandbox(filter);
    expect(lack).toBeUndefined();
    const denied = Object.fromEntries(Object.keys(attempts).map((name) => [name, 13]));
    expect(tryAll(command)).toEqual({ ...denied, "no content": 38 });
    expect(readFileSync(secret, "utf8")).toBe("of the worker");
    expect(readdirSync(folder).toSorted()).toEqual(["reader-sandbox.bpf", "secret"]);
  });

  it("reads every kind of document as outside of it", async () => {
    const { command: sandbox } = await findSandbox(filter);
    const startProcess = () => startExtractorProcess(() => spawnExtractor({ sandbox }));
    const pool = createExtractorPool({ maxProcesses: 1, timeoutMs: 60_000, startProcess });
    const call = { caller: { tenantId: "tenant", userId: "user" }, signal: new AbortController().signal };
    const byFormat = Map.groupBy(referenceDocuments(), ({ format }) => format);
    expect(byFormat.size).toBe(11);
    for (const [format, [one]] of byFormat) {
      const { name = "", bytes = Buffer.alloc(0) } = one ?? {};
      const copy = () => ({ bytes: bytes.slice(), mediaType: "application/octet-stream", name });
      const outside = textOf(await extractDocument(copy()), copy());
      const { extraction } = await pool.extract(copy(), call);
      expect(textOf(extraction, copy()).text, format).toBe(outside.text);
    }
    await pool.close();
  });
});

describe("where there is no Landlock", skipWhen(noSandbox), () => {
  it("the sandbox is the filter alone, and the worker says so", async () => {
    const { command, lack } = await findSandbox(filter, ["--landlock-access", "fs:unknown"]);
    expect(command).not.toContain("--landlock-access");
    expect(command.slice(-3)).toEqual(["--no-new-privs", "--seccomp-filter", filter]);
    expect(lack).toEqual({
      message: "documents are read in a sandbox without Landlock",
      problem: expect.stringMatching(/^setpriv with rules for files ends with \d+: Landlock needs Linux 5\.13/),
    });
    // What Landlock is for: the environment can be opened, and the secret.
    expect(tryAll(command)).toMatchObject({ environment: 0, "a secret": 0, "no content": 38 });
  });
});
