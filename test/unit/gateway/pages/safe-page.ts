import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { Answer } from "../sign-in/sign-in-gateway.ts";

/** The page can't be kept, framed or sniffed, and loads and runs nothing. */
export function expectSafePage({ headers, body }: Answer, referrerPolicy: string): void {
  const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy":
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; ` +
      "frame-ancestors 'none'; form-action 'self'",
    "referrer-policy": referrerPolicy,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
  expect(headers).not.toHaveProperty("access-control-allow-origin");
  expect(body).not.toMatch(
    /<script|<img|<iframe|<link|<object|<base|\bon[a-z]+=|style=|url\(|@import|src=|javascript:/i,
  );
}
