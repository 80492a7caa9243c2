import { createHmac, randomBytes } from "node:crypto";

const lifetimeMs = 60 * 60 * 1000;

export interface DownloadTicket {
  driveId: string;
  itemId: string;
  /** The format that the file is converted to; empty = its own. */
  format: string;
}

export interface DownloadTickets {
  /** A secret that stands for one file, for an hour. */
  issue(ticket: DownloadTicket, nowMs: number): string;
  /** What a secret stands for; undefined when it is wrong, old or used up. Each call uses it once. */
  redeem(secret: string, options: { nowMs: number; maxUses: number }): DownloadTicket | undefined;
  /** How often a file was asked for in another format before. */
  countConversion(ticket: DownloadTicket): number;
}

/** Addresses of files that carry their own permission, as SharePoint makes them. Nothing is kept of an unused one. */
export function createDownloadTickets(): DownloadTickets {
  const key = randomBytes(32);
  const uses = new Map<string, number>();
  const conversions = new Map<string, number>();
  const sign = (text: string) => createHmac("sha256", key).update(text).digest("base64url");
  return {
    issue({ driveId, itemId, format }, nowMs) {
      const facts = [driveId, itemId, format, String(nowMs + lifetimeMs), randomBytes(9).toString("base64url")];
      const text = Buffer.from(JSON.stringify(facts)).toString("base64url");
      return `${text}.${sign(text)}`;
    },
    redeem(secret, { nowMs, maxUses }) {
      const [text = "", signature = ""] = secret.split(".");
      if (signature !== sign(text)) return undefined;
      const [driveId, itemId, format, until] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as string[];
      const used = (uses.get(signature) ?? 0) + 1;
      if (
        driveId === undefined ||
        itemId === undefined ||
        format === undefined ||
        Number(until) < nowMs ||
        used > maxUses
      )
        return undefined;
      uses.set(signature, used);
      return { driveId, itemId, format };
    },
    countConversion({ driveId, itemId, format }) {
      const file = [driveId, itemId, format].join("/");
      const before = conversions.get(file) ?? 0;
      conversions.set(file, before + 1);
      return before;
    },
  };
}
