import { createHmac, type KeyObject } from "node:crypto";
import type { AuditEntry } from "./audit-entry.ts";

/**
 * The last member of every line: HMAC-SHA256 over the MAC of the line before (empty at the beginning of a chain), a
 * line feed, and this line's bytes up to here.
 */
const macStart = ',"mac":"';
const macEnd = '"}';
const macLength = 43;
const suffixLength = macStart.length + macLength + macEnd.length;

function lineMac(key: KeyObject, previousMac: string, body: string | Uint8Array): string {
  return createHmac("sha256", key).update(`${previousMac}\n`).update(body).digest("base64url");
}

export interface SealedLine {
  /** With its line feed. */
  bytes: Buffer;
  mac: string;
  seq: number;
}

export interface Chain {
  /** The entry as the line after `before`, by default the last that was accepted. It becomes part of the chain only by `accept`. */
  seal(entry: AuditEntry, before?: SealedLine): SealedLine;
  accept(line: SealedLine): void;
  /** MAC of the last line that was accepted; empty before the first. */
  lastMac(): string;
}

/** The chain of one process: each line names the boot, its place and, by its MAC, the line before. */
export function createChain(options: { key: KeyObject; boot: string }): Chain {
  const { key, boot } = options;
  let last: Pick<SealedLine, "mac" | "seq"> = { mac: "", seq: -1 };
  return {
    seal({ event, ...fields }, before) {
      const previous = before ?? last;
      const seq = previous.seq + 1;
      const body = JSON.stringify({ event, boot, seq, ...fields }).slice(0, -1);
      const mac = lineMac(key, previous.mac, body);
      return { bytes: Buffer.from(`${body}${macStart}${mac}${macEnd}\n`), mac, seq };
    },
    accept({ mac, seq }) {
      last = { mac, seq };
    },
    lastMac: () => last.mac,
  };
}

/** A line's two parts, or undefined when its bytes do not end as a line of a chain does. */
export function splitLine(line: Buffer): { body: Buffer; mac: string } | undefined {
  const suffix = line.toString("latin1", Math.max(0, line.length - suffixLength));
  const mac = suffix.slice(macStart.length, -macEnd.length);
  if (suffix !== `${macStart}${mac}${macEnd}` || !/^[\w-]{43}$/.test(mac)) return undefined;
  return { body: line.subarray(0, -suffixLength), mac };
}

/** Whether a line is as it was written, after the line with `previousMac`. */
export function isAuthentic(key: KeyObject, previousMac: string, line: { body: Buffer; mac: string }): boolean {
  return lineMac(key, previousMac, line.body) === line.mac;
}

/** What vouches for the bytes of a line that was never finished. */
export function tornMac(key: KeyObject, bytes: Uint8Array): string {
  return createHmac("sha256", key).update("torn\n").update(bytes).digest("base64url");
}
