import { loopbackPort } from "./loopback-address.ts";

/** Whose redirect address it is. */
export type Profile = "loopback" | "claude" | "chatgpt" | "cursor" | "copilot-studio" | "vscode-dev" | "operator";

/** A redirect address to the letter, or, with `hasFreeEnd`, everything that begins so and has one more segment. */
export interface RedirectRule {
  profile: Profile;
  address: string;
  hasFreeEnd?: boolean;
}

/** Where programs that many people use have their codes sent. */
export const builtInRedirects: readonly RedirectRule[] = [
  { profile: "claude", address: "https://claude.ai/api/mcp/auth_callback" },
  { profile: "claude", address: "https://claude.com/api/mcp/auth_callback" },
  { profile: "chatgpt", address: "https://chatgpt.com/connector_platform_oauth_redirect" },
  { profile: "chatgpt", address: "https://chatgpt.com/connector/oauth/", hasFreeEnd: true },
  { profile: "cursor", address: "https://www.cursor.com/agents/mcp/oauth/callback" },
  // The one custom scheme: MCP asks for localhost or https. PKCE makes useless what another program of it would get.
  { profile: "cursor", address: "cursor://anysphere.cursor-mcp/oauth/callback" },
];

/** Profiles that `SIGN_IN_REDIRECTS` turns on by their names. */
export const namedProfiles: Readonly<Record<"copilot-studio" | "vscode-dev", readonly RedirectRule[]>> = {
  // Any Power Platform tenant can own one of these.
  "copilot-studio": [
    { profile: "copilot-studio", address: "https://global.consent.azure-apim.net/redirect/", hasFreeEnd: true },
  ],
  // These show the code on a page, where a person can be talked into passing it on.
  "vscode-dev": [
    { profile: "vscode-dev", address: "https://vscode.dev/redirect" },
    { profile: "vscode-dev", address: "https://insiders.vscode.dev/redirect" },
  ],
};

const longestAddress = 512;
const freeSegment = /^[A-Za-z0-9_-]{1,128}$/;

/** Answers whose redirect address it is; undefined for one that no code may be sent to. */
export type ProfileOf = (address: string) => Profile | undefined;

/**
 * Whether a code may be sent there, and to whom. The text itself is compared and never parsed or normalised first, so
 * that there are no two readings of it: no userinfo, no backslash, no other case, no encoding, no query, no fragment.
 * @param more what the operator allows beside the built-in ones
 */
export function createProfileOf(more: readonly RedirectRule[]): ProfileOf {
  const rules = [...builtInRedirects, ...more];
  const exact = new Map(rules.filter(({ hasFreeEnd }) => !hasFreeEnd).map((rule) => [rule.address, rule.profile]));
  const open = rules.filter(({ hasFreeEnd }) => hasFreeEnd);
  return (address) => {
    if (address.length > longestAddress) return undefined;
    if (loopbackPort(address) !== undefined) return "loopback";
    const fits = ({ address: start }: RedirectRule) =>
      address.startsWith(start) && freeSegment.test(address.slice(start.length));
    return exact.get(address) ?? open.find(fits)?.profile;
  };
}
