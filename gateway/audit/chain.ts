import { createHmac, type KeyObject } from "node:crypto";
import type { AuditEntry } from "./audit-entry.ts";

/**
 * The last member of every line: HMAC-SHA256 over the MAC of the previous line (empty at the start of a chain), a line
 * feed, and the bytes of this line up to here.
 */
const macStart = ',"mac":"';
const macEnd = '"}';
const macLength = 43;
const suffixLength = macStart.length + macLength + macEnd.length;

function lineMac(key: KeyObject, previousMac: string, body: string | Uint8Array): string {
  return createHmac("sha256", key).update(`${previousMac}\n`).update(body).digest("base64url");
}

export interface SealedLine {
  /** Including the line feed. */
  bytes: Buffer;
  mac: string;
  seq: number;
}

export interface Chain {
  /**
   * Formats the entry as the line after `before`, by default the last accepted line. Only `accept` adds it to the
   * chain.
   */
  seal(entry: AuditEntry, before?: SealedLine): SealedLine;
  accept(line: SealedLine): void;
  /** MAC of the last accepted line; empty before the first. */
  lastMac(): string;
}

/**
 * The chain of one process start. Each line has the ID of the start, its sequence number, and a MAC that covers the
 * previous MAC.
 */
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

/** Splits a line into body and MAC. Undefined if it doesn't end like a line of a chain. */
export function splitLine(line: Buffer): { body: Buffer; mac: string } | undefined {
  const suffix = line.toString("latin1", Math.max(0, line.length - suffixLength));
  const mac = suffix.slice(macStart.length, -macEnd.length);
  if (suffix !== `${macStart}${mac}${macEnd}` || !/^[\w-]{43}$/.test(mac)) return undefined;
  return { body: line.subarray(0, -suffixLength), mac };
}

/** Whether the line is unchanged and follows the line with `previousMac`. */
export function isAuthentic(key: KeyObject, previousMac: string, line: { body: Buffer; mac: string }): boolean {
  return lineMac(key, previousMac, line.body) === line.mac;
}

/** The MAC with which a later line attests the bytes of an unfinished one. */
export function tornMac(key: KeyObject, bytes: Uint8Array): string {
  return createHmac("sha256", key).update("torn\n").update(bytes).digest("base64url");
}
