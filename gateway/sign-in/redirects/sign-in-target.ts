import type { Profile } from "./redirect-rules.ts";

/** To whom a sign-in goes, as far as it may be written down. */
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
