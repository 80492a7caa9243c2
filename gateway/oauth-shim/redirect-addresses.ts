/** Claude's backend: https://claude.ai and https://claude.com, whole and to the letter. */
const hostedAddresses: ReadonlySet<string> = new Set([
  "https://claude.ai/api/mcp/auth_callback",
  "https://claude.com/api/mcp/auth_callback",
]);

/**
 * Programs on the person's own machine: a listener on any port (RFC 8252 7.3), on the paths that MCP clients use.
 * Entra compares these the same way. `[::1]` is missing because Entra does not support it.
 */
const loopbackAddress =
  /^http:\/\/(?:localhost|127\.0\.0\.1)(?::(?<port>[1-9]\d{0,4}))?\/(?:callback|oauth\/callback(?:\/debug)?)?$/;

const longestAddress = 128;

/**
 * Whether a code may be sent there. The text itself is compared and never parsed or normalised first, so that there are
 * no two readings of it: no userinfo, no backslash, no other case, no encoding, no query, no fragment.
 */
export function isListedRedirect(address: string): boolean {
  if (address.length > longestAddress) return false;
  if (hostedAddresses.has(address)) return true;
  const match = loopbackAddress.exec(address);
  return match !== null && Number(match.groups?.port ?? 80) <= 65_535;
}
