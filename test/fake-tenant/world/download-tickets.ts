import { createHmac, randomBytes } from "node:crypto";

const lifetimeMs = 60 * 60 * 1000;

export interface DownloadTicket {
  driveId: string;
  itemId: string;
  /** The format that the file is converted to; empty = its own. */
  format: string;
}

/** Addresses of files that carry their own permission, as SharePoint makes them. Nothing is kept of an unused one. */
export function createDownloadTickets() {
  const key = randomBytes(32);
  const used = new Set<string>();
  const conversions = new Map<string, number>();
  const sign = (text: string) => createHmac("sha256", key).update(text).digest("base64url");
  return {
    /** A secret that stands for one file, for an hour. */
    issue({ driveId, itemId, format }: DownloadTicket, nowMs: number) {
      const facts = [driveId, itemId, format, String(nowMs + lifetimeMs), randomBytes(9).toString("base64url")];
      const text = Buffer.from(JSON.stringify(facts)).toString("base64url");
      return `${text}.${sign(text)}`;
    },
    /** What a secret stands for, once; undefined when it is wrong, old or used up. */
    redeem(secret: string, nowMs: number): DownloadTicket | undefined {
      const [text = "", signature = ""] = secret.split(".");
      if (signature !== sign(text)) return undefined;
      const [driveId, itemId, format, until] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as string[];
      if (
        driveId === undefined ||
        itemId === undefined ||
        format === undefined ||
        Number(until) < nowMs ||
        used.has(signature)
      )
        return undefined;
      used.add(signature);
      return { driveId, itemId, format };
    },
    /** How often a file was asked for in another format before. */
    countConversion({ driveId, itemId, format }: DownloadTicket) {
      const file = [driveId, itemId, format].join("/");
      const before = conversions.get(file) ?? 0;
      conversions.set(file, before + 1);
      return before;
    },
  };
}
