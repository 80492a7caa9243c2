import type { Claim } from "./claim.ts";

/** What `docs/data.md` claims about data that is not stored, or only for its own user. */
export const dataClaims: readonly Claim[] = [
  {
    id: "D1",
    text:
      "nothing of a token, arguments, result or error remains in Redis' keys, its memory, logs, metrics, traces or " +
      "on disk, whatever the outcome of the call",
  },
  { id: "D2", text: "somebody who controls Redis can't read, change or move anything" },
  { id: "D3", text: "tokens are cached for their own user only, and no longer than stated" },
  { id: "D4", text: "a trace collector receives no ID, text, token or address of a user" },
  { id: "D5", text: "metrics identify nobody" },
  { id: "D6", text: "audit lines identify nobody in clear text and contain no content" },
  { id: "D7", text: "processes refuse a Redis that persists data (`REDIS_STRICT=on`)" },
  { id: "D8", text: "containers can't write to their file system" },
];
