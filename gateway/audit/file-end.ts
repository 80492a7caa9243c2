import { fstatSync, readSync } from "node:fs";
import type { FoundEnd } from "./audit-sink.ts";
import { splitLine } from "./chain.ts";

/** Much longer than any line. */
const maxTailBytes = 64 * 1024;
const lineFeed = "\n";

/** The last bytes of a regular file. Empty for anything else. */
function readTail(descriptor: number): Buffer {
  const stat = fstatSync(descriptor);
  if (!stat.isFile()) return Buffer.alloc(0);
  const length = Math.min(stat.size, maxTailBytes);
  const tail = Buffer.alloc(length);
  return tail.subarray(0, readSync(descriptor, tail, 0, length, stat.size - length));
}

/**
 * Reads how an existing audit file ends. Anything after its last complete line was left by a process that was killed or
 * could no longer write.
 */
export function findEnd(descriptor: number): FoundEnd & { needsLineFeed: boolean } {
  // Latin-1 preserves every byte.
  const lines = readTail(descriptor).toString("latin1").split(lineFeed);
  const rest = lines.pop() ?? "";
  const isWhole = (line: string) => splitLine(Buffer.from(line, "latin1")) !== undefined;
  const last = lines.findLast(isWhole);
  const tornLine = rest === "" && last !== lines.at(-1) ? lines.at(-1) : rest;
  const after = last === undefined ? undefined : splitLine(Buffer.from(last, "latin1"))?.mac;
  return {
    needsLineFeed: rest !== "",
    ...(after !== undefined && { after }),
    ...(tornLine !== undefined && tornLine !== "" && { torn: Buffer.from(tornLine, "latin1") }),
  };
}
