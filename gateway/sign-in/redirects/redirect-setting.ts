import { namedProfiles, type RedirectRule } from "./redirect-rules.ts";

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
