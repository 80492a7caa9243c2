/** How long anything of a request may exist at most after the request's expiry. */
export const expiryGraceMs = 60_000;
