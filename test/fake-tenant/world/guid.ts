import { createHash } from "node:crypto";

/** A stable GUID for a name: the same name gives the same id on every run and every machine. */
export function guidFrom(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
