const loopback =
  /^http:\/\/(?<host>localhost|127\.0\.0\.1|\[::1\])(?::(?<port>[1-9]\d{0,4}))?(?<path>\/[A-Za-z0-9._~/-]{0,199})?$/;

const httpPort = 80;
const highestPort = 65_535;

function parse(address: string): { host: string; port: number; path: string } | undefined {
  const { host, port, path = "" } = loopback.exec(address)?.groups ?? {};
  const number = Number(port ?? httpPort);
  if (host === undefined || number > highestPort) return undefined;
  const segments = path.split("/").slice(1);
  const isPlain = segments.every((segment, at) => {
    return segment !== "." && segment !== ".." && (segment !== "" || at === segments.length - 1);
  });
  return isPlain ? { host, port: number, path } : undefined;
}

/**
 * The port of a program on the person's own machine that listens for the code (RFC 8252 7.3), with any path: clients
 * differ in it. Undefined for every other address, and for a path with dot segments or empty ones.
 */
export const loopbackPort = (address: string): number | undefined => parse(address)?.port;

/** The same address without its port, which is free; another address as it is. */
export function withoutLoopbackPort(address: string): string {
  const parsed = parse(address);
  return parsed === undefined ? address : `http://${parsed.host}${parsed.path}`;
}

/**
 * Whose redirect address it is: `loopback` are all programs on the person's own machine, `operator` those of
 * `SIGN_IN_REDIRECTS`.
 */
export const profiles = [
  "loopback",
  "claude",
  "chatgpt",
  "cursor",
  "copilot-studio",
  "vscode-dev",
  "operator",
] as const;
export type Profile = (typeof profiles)[number];

/** A redirect address to the letter, or, with `hasFreeEnd`, everything that begins so and has one more segment. */
export interface RedirectRule {
  profile: Profile;
  address: string;
  hasFreeEnd?: boolean;
}

/** Addresses where programs that many people use have their codes sent. */
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
  // Pages at these addresses show the code, and a person can be talked into passing it on.
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
  // A built-in address stays its maker's, whatever the operator lists.
  const rules = [...builtInRedirects, ...more];
  return (address) => {
    if (address.length > longestAddress) return undefined;
    if (loopbackPort(address) !== undefined) return "loopback";
    const fits = ({ address: start, hasFreeEnd = false }: RedirectRule) =>
      hasFreeEnd ? address.startsWith(start) && freeSegment.test(address.slice(start.length)) : address === start;
    return rules.find(fits)?.profile;
  };
}

const isProfileName = (entry: string): entry is keyof typeof namedProfiles => Object.hasOwn(namedProfiles, entry);

export const redirectEntryProblem = `must be ${Object.keys(namedProfiles).join(", ")}, or an https address without a \
query, such as https://chat.example.com/oauth/callback; its last segment may be *`;

const plainHost = /^[a-z0-9.-]+$/;
const plainPath = /^\/[A-Za-z0-9._~:/-]*$/;

function ownAddress(entry: string): RedirectRule | undefined {
  const hasFreeEnd = entry.endsWith("/*");
  const address = hasFreeEnd ? entry.slice(0, -1) : entry;
  const url = URL.parse(address);
  // `href` equals the text only without userinfo tricks, other case, default port, dot segments and the like.
  if (url === null || url.protocol !== "https:" || url.href !== address || url.username !== "") return undefined;
  if (
    !plainHost.test(url.hostname) ||
    url.search !== "" ||
    url.hash !== "" ||
    !plainPath.test(url.pathname) ||
    url.pathname.includes("//")
  )
    return undefined;
  return { profile: "operator", address, ...(hasFreeEnd && { hasFreeEnd }) };
}

/** The rules of one entry of `SIGN_IN_REDIRECTS`; undefined when it is none. */
export function rulesOfEntry(entry: string): readonly RedirectRule[] | undefined {
  if (isProfileName(entry)) return namedProfiles[entry];
  const rule = ownAddress(entry);
  return rule && [rule];
}

/** Receiver of a sign-in, as far as it may be written down. */
export interface SignInTarget {
  profile: Profile;
  /** Host of the redirect address, with its port; the scheme of a custom one. */
  redirectHost: string;
}

/** @param redirectUri one that is allowed */
export function targetOf(redirectUri: string, profile: Profile): SignInTarget {
  const { protocol, host } = new URL(redirectUri);
  return { profile, redirectHost: protocol === "https:" || protocol === "http:" ? host : protocol };
}
