import { createReadStream } from "node:fs";
import { z } from "zod";
import { parseJson } from "#common/text.ts";
import { everyLine, keyId, mac } from "#gateway/audit/audit-entry.ts";
import type { AuditKeys } from "#gateway/audit/audit-keys.ts";
import { isAuthentic, splitLine, tornMac } from "#gateway/audit/chain.ts";

/** Much longer than any line that the gateway writes. */
const maxLineBytes = 64 * 1024;

export interface RawLine {
  file: string;
  /** Line number in its file, from 1. */
  number: number;
  /** Bytes without the line feed. */
  bytes: Buffer;
  /** Whether it ends with a line feed. Only the last line of a file may lack one. */
  isEnded: boolean;
  /** Whether it is longer than any audit line. `bytes` then has its beginning only. */
  isTooLong: boolean;
}

const lineFeed = 0x0a;

/**
 * Reads the lines of files in order, byte for byte, in bounded memory whatever they contain.
 * Rejects with the system's error if a file can't be read.
 */
export async function* readLines(files: readonly string[]): AsyncGenerator<RawLine[]> {
  for (const file of files) {
    let rest: Buffer = Buffer.alloc(0);
    let isTooLong = false;
    let number = 0;
    const line = (bytes: Buffer, isEnded: boolean): RawLine => {
      number += 1;
      const raw = { file, number, bytes, isEnded, isTooLong: isTooLong || bytes.length > maxLineBytes };
      isTooLong = false;
      return raw;
    };
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
      const lines: RawLine[] = [];
      let start = 0;
      for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
        const part = chunk.subarray(start, end);
        lines.push(line(rest.length === 0 ? part : Buffer.concat([rest, part]), true));
        rest = Buffer.alloc(0);
        start = end + 1;
      }
      rest = Buffer.concat([rest, chunk.subarray(start)]);
      if (rest.length > maxLineBytes) {
        isTooLong = true;
        rest = rest.subarray(0, maxLineBytes);
      }
      yield lines;
    }
    if (rest.length > 0) yield [line(rest, false)];
  }
}

/** Findings about one chain: the lines of one gateway process. */
export interface ChainFindings {
  boot: string;
  lines: number;
  /** Times of its first and its last line. */
  from: string;
  to: string;
  isClosed: boolean;
  /** Whether its start is in an earlier file, which was not given. */
  isContinued: boolean;
  /** Request IDs of calls without a final line. */
  unfinished: ReadonlySet<string>;
  /** Whether it was written to standard output, where no chain names the one before it. */
  isUnlinked: boolean;
  /** Number of unfinished lines that the line after them attests. */
  torn: number;
  lastMac: string;
}

export interface Problem {
  file: string;
  number: number;
  what: string;
}

type MutableChain = Omit<ChainFindings, "unfinished"> & { unfinished: Set<string>; seq: number; key: AuditKeys };

/**
 * The members that determine the place of a line. The MAC covers all others. They are read before the MAC is checked,
 * so whoever can write a line chooses them: each has a pattern in which no words fit.
 */
const placed = everyLine.extend({
  requestId: z.uuid().optional(),
  keyId: keyId.optional(),
  after: mac.optional(),
  log: z.enum(["stdout", "file"]).optional(),
  torn: mac.optional(),
});
type Placed = z.infer<typeof placed>;
type Split = NonNullable<ReturnType<typeof splitLine>>;

const readPlaced = (line: Buffer): Placed | undefined => placed.safeParse(parseJson(line.toString())).data;

/**
 * Checks audit lines one by one. Chains of several processes may be interleaved, as in a collected standard output;
 * within a chain no line may be missing, changed, moved or added.
 */
export function createChainVerifier(keys: readonly AuditKeys[]) {
  const chains = new Map<string, MutableChain>();
  /** The previous line, if it was invalid. It is no problem if it is unfinished and the next line attests it. */
  let suspect: { problem: Problem; bytes: Buffer } | undefined;
  let lastMacInFile: { file: string; mac: string } | undefined;
  let isFirstLine = true;

  function begin(line: RawLine, { event, boot, seq, time, keyId, after, log }: Placed): MutableChain | string {
    if (chains.has(boot)) return "a chain that has begun before begins again: the line was copied, or put elsewhere";
    const isContinued = event === "file_continued" && isFirstLine;
    if (event !== "chain_opened" && !isContinued) {
      return (
        `line ${seq} of chain ${boot}, whose beginning is missing: lines were removed before it, or an earlier file ` +
        "was left out"
      );
    }
    const key = keys.find(({ id }) => id === keyId);
    if (key === undefined) {
      return (
        `it was written with another key (${keyId}) than the given ones (${keys.map(({ id }) => id).join(", ")}), or ` +
        "was changed: give the AUDIT_KEY or SEALING_KEYS of that time"
      );
    }
    if (event === "chain_opened" && seq !== 0) return "a chain does not begin with its line 0";
    if (event === "chain_opened" && after !== undefined) {
      const before = lastMacInFile?.file === line.file ? lastMacInFile.mac : undefined;
      if (before !== after)
        return "it does not follow the line that it was written after: lines were removed or added before it";
    }
    const lastMac = isContinued ? (after ?? "") : "";
    const found = { boot, from: time, to: time, lines: 0, torn: 0, isClosed: false, isContinued };
    return { ...found, isUnlinked: log === "stdout", unfinished: new Set(), seq, key, lastMac };
  }

  /** Adds the line to its chain, or returns why it is not the next line of the chain. */
  function place(line: RawLine, split: Split, read: Placed): string | undefined {
    const { event, boot, seq, time, requestId, after, torn } = read;
    const known = chains.get(boot);
    const chain = known !== undefined && event !== "chain_opened" ? known : begin(line, read);
    if (typeof chain === "string") return chain;
    if (chain.isClosed) return `it comes after the last line of chain ${boot}`;
    if (seq !== chain.seq) {
      return seq < chain.seq
        ? `line ${seq} of chain ${boot} comes a second time or too late: expected line ${chain.seq}`
        : `lines ${chain.seq} to ${seq - 1} of chain ${boot} are missing before it`;
    }
    if (!isAuthentic(chain.key.chain, chain.lastMac, split)) {
      return "its MAC does not fit: this line was changed, or the one before it was exchanged";
    }
    if (event === "file_continued" && after !== chain.lastMac) return "it continues another chain";
    if (suspect !== undefined) {
      if (torn !== tornMac(chain.key.chain, suspect.bytes)) return "the line before it is wrong";
      suspect = undefined;
      chain.torn += 1;
    } else if (torn !== undefined) return "the unfinished line is missing that stood before it";
    chains.set(boot, chain);
    if (event === "call_started" && requestId !== undefined) chain.unfinished.add(requestId);
    if ((event === "call_finished" || event === "call_refused") && requestId !== undefined)
      chain.unfinished.delete(requestId);
    chain.lines += 1;
    chain.seq += 1;
    chain.to = time;
    chain.lastMac = split.mac;
    chain.isClosed = event === "chain_closed";
    return undefined;
  }

  function check(line: RawLine): string | undefined {
    if (line.isTooLong) return "it is longer than any audit line";
    const split = splitLine(line.bytes);
    if (split === undefined || !line.isEnded) return "it is not a whole audit line: changed, or never finished";
    const read = readPlaced(line.bytes);
    if (read === undefined) return "it is not an audit line, or was changed";
    const problem = place(line, split, read);
    if (problem === undefined) lastMacInFile = { file: line.file, mac: split.mac };
    return problem;
  }

  return {
    /** Checks the next line. Returns the first problem, if there is one; don't call it again after that. */
    take(line: RawLine): Problem | undefined {
      const what = check(line);
      isFirstLine = false;
      if (what === undefined) return undefined;
      if (suspect !== undefined) return suspect.problem;
      suspect = { problem: { file: line.file, number: line.number, what }, bytes: line.bytes };
      return undefined;
    },
    /** Returns a problem that only the end of the lines shows. */
    end: (): Problem | undefined => suspect?.problem,
    chains: (): readonly ChainFindings[] => [...chains.values()],
  };
}
