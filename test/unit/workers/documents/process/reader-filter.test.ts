import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { forbiddenSyscalls, makeSandbox, noSandbox, systemCalls } from "#test/support/reader-sandbox.ts";

/** A system call as a filter sees it, `seccomp_data`. */
interface SystemCall {
  number: number;
  architecture: number;
  args: readonly number[];
}

/** What the kernel makes of a call: linux/seccomp.h. */
const verdicts: Readonly<Record<number, string>> = {
  2147418112: "allowed",
  [0x0005_0000 | 38]: "refused",
  2147483648: "killed",
  196608: "trapped",
};

/** Runs a filter as the kernel does, by the instructions of classic BPF that there are in it. */
function verdictOf(filter: Buffer, { number, architecture, args }: SystemCall): string | undefined {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number >>> 0, 0);
  data.writeUInt32LE(architecture >>> 0, 4);
  for (const [index, value] of args.entries()) data.writeBigUInt64LE(BigInt(value), 16 + 8 * index);
  let accumulator = 0;
  for (let at = 0; at < filter.length; at += 8) {
    const [code, value] = [filter.readUInt16LE(at), filter.readUInt32LE(at + 4)];
    const jump = (isTrue: boolean) => {
      at += 8 * filter.readUInt8(at + (isTrue ? 2 : 3));
    };
    if (code === 0x20) accumulator = data.readUInt32LE(value);
    else if (code === 0x15) jump(accumulator === value);
    else if (code === 0x35) jump(accumulator >= value);
    else if (code === 0x45) jump((accumulator & value) !== 0);
    else if (code === 0x06) return verdicts[value];
    else throw new Error(`instruction ${code} at ${at}`);
  }
  throw new Error("the filter has no end");
}

/** linux/audit.h */
const [native, foreign] = process.arch === "arm64" ? [0xc000_00b7, 0x4000_0028] : [0xc000_003e, 0x4000_0003];
const x32 = 0x4000_0000;
const [setOwn, setSig, getFlags] = [8, 10, 3];
const [thread, newUser, childEnds] = [0x3d_0f00, 0x1000_0000, 17];

describe("the filter of system calls for readers of documents", skipWhen(noSandbox), () => {
  const folder = ownFolder();
  let filter: Buffer;
  let numbers: Map<string, number>;
  beforeAll(() => {
    makeSandbox(join(folder, "filter"));
    filter = readFileSync(join(folder, "filter"));
    numbers = systemCalls();
  });

  const ask = (name: string, ...args: number[]) =>
    verdictOf(filter, { number: numbers.get(name) ?? -1, architecture: native, args });

  it("refuses each call of the list, and lets through what Node needs", () => {
    expect(forbiddenSyscalls.map((name) => [name, ask(name)])).toEqual(
      forbiddenSyscalls.map((name) => [name, "refused"]),
    );
    for (const name of ["read", "write", "openat", "mmap", "futex", "epoll_pwait", "execve", "exit_group"])
      expect(ask(name), name).toBe("allowed");
    expect(forbiddenSyscalls).toEqual(expect.arrayContaining(["clone3", "fsopen", "fsmount", "fsconfig", "fspick"]));
    expect(forbiddenSyscalls).toEqual(expect.arrayContaining(["move_mount", "open_tree", "mount_setattr"]));
  });

  it("refuses some uses of calls that a reader needs, and no others", () => {
    expect(ask("fcntl", 0, setOwn, 1)).toBe("refused");
    expect(ask("fcntl", 0, setSig, 10)).toBe("refused");
    expect(ask("fcntl", 0, getFlags)).toBe("allowed");
    expect(ask("ioctl", 0, 0x8901)).toBe("refused");
    expect(ask("ioctl", 0, 0x5401)).toBe("allowed");
    expect(ask("clone", thread)).toBe("allowed");
    expect(ask("clone", childEnds)).toBe("refused");
    expect(ask("clone", childEnds + newUser)).toBe("refused");
    expect(ask("clone", thread + newUser)).toBe("refused");
    expect(ask("prctl", 1, 0)).toBe("refused");
    expect(ask("prctl", 15, 0)).toBe("allowed");
  });

  it("kills whoever asks by a number of the x32 kind", () => {
    for (const number of numbers.values())
      expect(verdictOf(filter, { number: x32 | number, architecture: native, args: [] })).toBe("killed");
    expect(verdictOf(filter, { number: -1, architecture: native, args: [] })).toBe("killed");
  });

  it("lets nothing through that is asked in the numbers of 32-bit programs, or newer than the list", () => {
    for (let number = 0; number < 1_000; number += 1)
      expect(verdictOf(filter, { number, architecture: foreign, args: [] }), `${number}`).not.toBe("allowed");
    const newest = Math.max(...numbers.values());
    for (let number = newest + 1; number < newest + 200; number += 1)
      expect(verdictOf(filter, { number, architecture: native, args: [] })).toBe("refused");
  });
});
