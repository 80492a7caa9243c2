import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** An instruction of the kernel's filters, `sock_filter` in linux/filter.h: code, jumps if true and if false, value. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

const [load, jumpIfEqual, jumpIfNotLess, jumpIfAnyBit, end] = [0x20, 0x15, 0x35, 0x45, 0x06];
/** Offsets in `seccomp_data`, linux/seccomp.h. Of an argument the low half, on the architectures that Node runs on. */
const numberAt = 0;
const argumentAt = (index: number) => 16 + 8 * index;

const kill: Instruction = [end, 0, 0, 0x8000_0000];
/** Refusal with `ENOSYS`, as `enosys` does: a program that has another way takes it. */
const refuse: Instruction = [end, 0, 0, 0x0005_0000 | 38];
const ifEqual = (value: number): Instruction[] => [[jumpIfEqual, 0, 1, value], refuse];
const ifAnyOf = (bits: number): Instruction[] => [[jumpIfAnyBit, 0, 1, bits], refuse];
const ifNoneOf = (bits: number): Instruction[] => [[jumpIfAnyBit, 1, 0, bits], refuse];

/** The bit of every x32 call, by which x86-64 has each call a second time. */
const x32Bit = 0x4000_0000;

/** Calls of which a reader needs some uses: those that are refused, by an argument. */
const refusedUses: Readonly<Record<string, { argument: number; refused: readonly Instruction[] }>> = {
  // F_SETOWN, F_SETSIG and F_SETOWN_EX: whom the kernel signals, and how.
  fcntl: { argument: 1, refused: [8, 10, 15].flatMap(ifEqual) },
  // FIOSETOWN and SIOCSPGRP: the same for sockets.
  ioctl: { argument: 1, refused: [0x8901, 0x8902].flatMap(ifEqual) },
  // All CLONE_NEW…; and what is not CLONE_THREAD is a process, which could outlive its reader.
  clone: { argument: 0, refused: [...ifAnyOf(0x7e02_0000), ...ifNoneOf(0x1_0000)] },
  // PR_SET_PDEATHSIG: it ends with its worker.
  prctl: { argument: 0, refused: ifEqual(1) },
};

/** What `enosys` can't say. It only refuses: what it lets through goes on to the filter behind it. */
function ownFilter(numbers: ReadonlyMap<string, number>): Instruction[] {
  const uses = Object.entries(refusedUses).flatMap(([name, { argument, refused }]): Instruction[] => [
    [load, 0, 0, numberAt],
    [jumpIfEqual, 0, 1 + refused.length, numbers.get(name) ?? -1],
    [load, 0, 0, argumentAt(argument)],
    ...refused,
  ]);
  const newest = Math.max(...numbers.values());
  // Nobody has thought about calls that `enosys` doesn't know yet.
  const ofTooHighNumber: Instruction[] = [
    [load, 0, 0, numberAt],
    [jumpIfNotLess, 0, 1, x32Bit],
    kill,
    [jumpIfNotLess, 0, 1, newest + 1],
    refuse,
  ];
  return [...ofTooHighNumber, ...uses];
}

function bytesOf([code, ifTrue, ifFalse, value]: Instruction): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(ifTrue, 2);
  bytes.writeUInt8(ifFalse, 3);
  bytes.writeUInt32LE(value >>> 0, 4);
  return bytes;
}

const enosys = (...options: string[]) => execFileSync("enosys", options);

// Writes the filter of system calls for processes that read documents, for the architecture of this machine: the calls
// of `forbidden-syscalls.txt` by `enosys` (util-linux), and before it some uses of others. Calls that this architecture
// doesn't have are left out.

const [, , file = "reader-sandbox.bpf"] = process.argv;
const rows = enosys("--list").toString().trim().split("\n");
const numbers = new Map(
  rows.map((row) => row.trim().split(/\s+/)).map(([number, name = ""]) => [name, Number(number)] as const),
);
const forbidden = readFileSync(join(import.meta.dirname, "forbidden-syscalls.txt"), "utf8")
  .trim()
  .split("\n");
const known = forbidden.filter((name) => numbers.has(name));
enosys(...known.flatMap((name) => ["--syscall", name]), `--dump=${file}`);
writeFileSync(file, Buffer.concat([...ownFilter(numbers).map(bytesOf), readFileSync(file)]));
