import { z } from "zod";

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

const publicUrlProblem =
  "must be the exact URL with its path and without a trailing slash, such as https://mcp.example.com/mcp; " +
  "http only on a loopback host";

/** `MCP_PUBLIC_URL`: the exact URL that clients use, because they compare it, and Entra may, character by character. */
export const publicUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  if (url === null || url.href !== text || url.pathname === "/" || text.endsWith("/")) return false;
  if (url.search !== "" || url.hash !== "" || url.username !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && loopbackHosts.has(url.hostname));
}, publicUrlProblem);

/**
 * `APP_ID_URI`: one of the Server app's `identifierUris`, at most 255 characters
 * (https://learn.microsoft.com/entra/identity-platform/reference-app-manifest).
 */
export const appIdUri = z
  .string()
  .max(255)
  .regex(/^(?:https|api):\/\/[\w.~:[\]-]+(?:\/[\w.~-]+)*$/, "must be an Application ID URI such as api://CLIENT-ID");
