import type { Claim } from "./claim.ts";

/** What `docs/data.md` says of data that are kept nowhere, or for their own person only. */
export const dataClaims: readonly Claim[] = [
  {
    id: "D1",
    text:
      "nothing of a token, question, answer or error is left in Redis' keys, its memory, logs, metrics, traces or on " +
      "disk, whatever becomes of the call",
  },
  { id: "D2", text: "whoever controls Redis can't read, change or move anything" },
  { id: "D3", text: "tokens are kept for their own person, for no longer than said" },
  { id: "D4", text: "what a trace collector receives has no id, text, token or address of anybody" },
  { id: "D5", text: "metrics name nobody" },
  { id: "D6", text: "audit lines name nobody in clear and hold no content" },
  { id: "D7", text: "processes refuse a Redis that saves to disk (`REDIS_STRICT=on`)" },
  { id: "D8", text: "containers can't write to their file system" },
];
