interface SentPage {
  url: URL;
  headers: Record<string, string | string[] | undefined>;
}

const headerOf = ({ headers }: SentPage, name: string): string => [headers[name] ?? ""].flat().join(", ");

/** Where a page sends the browser at once (`Refresh: 0; url=…`); undefined when it doesn't. */
export function refreshOf(page: SentPage): URL | undefined {
  const target = /^\s*0\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+?)["']?\s*$/i.exec(headerOf(page, "refresh"))?.[1];
  return target === undefined ? undefined : new URL(target, page.url);
}

/**
 * The Origin of a form that a page posts: its own, or `null` where its referrer policy hides it or a redirect to
 * another origin came in between.
 */
export function originOf(opener: SentPage | null, chain: readonly URL[]): string {
  if (opener === null) return "null";
  const { origin } = opener.url;
  const policy = headerOf(opener, "referrer-policy");
  const isForeign = chain.some((url) => url.origin !== origin);
  if (policy === "no-referrer" || (policy === "same-origin" && isForeign)) return "null";
  return chain.slice(0, -1).some((url) => url.origin !== origin) ? "null" : origin;
}

/**
 * Chromium applies `form-action` of a page to the address of its form and to every redirect after it.
 * @throws when the policy forbids the address: a person would see a dead button
 */
export function checkFormAction(page: SentPage, target: URL): void {
  const directive = /(?:^|[;,])\s*form-action\s+([^;,]*)/i.exec(headerOf(page, "content-security-policy"))?.[1];
  if (directive === undefined) return;
  const allowed = directive.trim().split(/\s+/);
  const isAllowed = allowed.some((source) =>
    source === "'self'"
      ? target.origin === page.url.origin
      : source === target.protocol || (URL.canParse(source) && new URL(source).origin === target.origin),
  );
  if (!isAllowed) {
    throw new Error(
      `The page at ${page.url.pathname} has a form-action that forbids ${target.protocol}//${target.host}.`,
    );
  }
}
