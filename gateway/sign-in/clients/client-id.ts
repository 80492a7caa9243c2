import { z } from "zod";
import { normalised, parseJson } from "#common/text.ts";
import { qualifiedScope } from "#gateway/auth/protected-resource-metadata.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { fromBase64url } from "#gateway/auth/token-format.ts";
import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import { type ProfileOf, withoutLoopbackPort } from "#gateway/sign-in/redirects.ts";

const longestName = 60;

/** Controls, bidi marks, zero-width and other invisible characters: they could fake the text around the name. */
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]/gu;
/** Spaces without U+FEFF, which `\s` counts among them. */
const spaces = /[\t\n\v\f\r\u2028\u2029\p{Zs}]+/gu;
/** More than two marks on a letter would run over the lines around it. */
const stackedMarks = /(\p{M}{2})\p{M}+/gu;

/** The page has the name between quotation marks: one in it could end it, and go on in the page's own voice. */
const quotationMarks = /[\p{Pi}\p{Pf}\p{Quotation_Mark}]/gu;

/** The name that a client gives itself as it may be shown, 60 letters of it; empty when nothing of it is left. */
export function shownName(name: string): string {
  const letters = normalised(name, "NFC")
    .replaceAll(spaces, " ")
    .replaceAll(invisible, "")
    .replaceAll(stackedMarks, "$1")
    .replaceAll(quotationMarks, "'");
  return Array.from(letters.trim()).slice(0, longestName).join("").trim();
}

/** What a client said of itself when it registered. */
export interface ClientMetadata {
  /** Empty when it gave none. */
  name: string;
  /** Sorted, each once, loopback addresses without port. */
  redirects: readonly string[];
}

export const longestClientId = 2_000;
const maxRedirects = 10;

const written = z.tuple([z.string()], z.string());

/** The metadata in its one form: a program that registers again on another port is the same client. */
export function canonicalMetadata(name: string, redirectUris: readonly string[]): ClientMetadata {
  return { name: shownName(name), redirects: [...new Set(redirectUris.map(withoutLoopbackPort))].sort() };
}

/** The client_id of these metadata. It holds them, so that nobody has to keep them. */
export function clientIdOf({ name, redirects }: ClientMetadata): string {
  return Buffer.from(JSON.stringify([name, ...redirects])).toString("base64url");
}

/**
 * The metadata in a client_id, or undefined unless it is one that a registration here gives. It has no MAC: everybody
 * may register, every use of a redirect address is judged again, and a key would only end the life of the id.
 */
export function metadataOf(clientId: string): ClientMetadata | undefined {
  const bytes = clientId.length > longestClientId ? undefined : fromBase64url(clientId);
  const parsed = written.safeParse(bytes && parseJson(bytes.toString()));
  if (!parsed.success) return undefined;
  const [name, ...redirects] = parsed.data;
  const metadata = canonicalMetadata(name, redirects);
  const isOurs = redirects.length > 0 && redirects.length <= maxRedirects && clientIdOf(metadata) === clientId;
  return isOurs ? metadata : undefined;
}

/** What of RFC 7591 2 makes a difference here. Logos, keys, contacts and the like are dropped unread. */
export const statedMetadata = z.object({
  redirect_uris: z.array(z.string().max(2_048)).min(1).max(200),
  client_name: z.string().optional().catch(undefined),
  grant_types: z.array(z.string()).optional().catch(undefined),
  response_types: z.array(z.string()).optional().catch(undefined),
});

/** Whether a client signs in by authorization code, as far as it says how. */
export function signsInByCode({
  grant_types: grants,
  response_types: types,
}: Pick<z.output<typeof statedMetadata>, "grant_types" | "response_types">): boolean {
  return grants?.includes("authorization_code") !== false && types?.includes("code") !== false;
}

const refuse = (description: string) => new OauthFault("invalid_client_metadata", description);

/**
 * Answers a registration, RFC 7591 3.2.1, and keeps nothing: the client_id is the metadata. What the sign-in server
 * can't do is left out of the answer or replaced, as that section allows: other redirect addresses, other grants, a
 * secret.
 * @throws `OauthFault` when no redirect address is allowed, or too much would have to be remembered
 */
export function registerClient(body: unknown, profileOf: ProfileOf, identity: ResourceIdentity) {
  const parsed = statedMetadata.safeParse(body);
  if (!parsed.success) throw refuse("The client metadata must be JSON with redirect_uris, as RFC 7591 has it.");
  const { redirect_uris: asked, client_name: name = "" } = parsed.data;
  if (!signsInByCode(parsed.data)) {
    throw refuse(
      "Clients sign in by authorization code: name authorization_code in grant_types, code in response_types.",
    );
  }
  const redirectUris = [...new Set(asked)].filter((address) => profileOf(address) !== undefined);
  if (redirectUris.length === 0) {
    throw new OauthFault(
      "invalid_redirect_uri",
      "None of the redirect_uris is one that is allowed here: http on a loopback host, a known client's, or one that " +
        "the operator named in SIGN_IN_REDIRECTS.",
    );
  }
  if (redirectUris.length > maxRedirects) throw refuse(`Register at most ${maxRedirects} redirect_uris.`);
  const metadata = canonicalMetadata(name, redirectUris);
  const clientId = clientIdOf(metadata);
  if (clientId.length > longestClientId) throw refuse("The redirect_uris and the name are too long together.");
  return {
    client_id: clientId,
    ...(metadata.name !== "" && { client_name: metadata.name }),
    redirect_uris: redirectUris,
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    scope: `${qualifiedScope(identity)} offline_access`,
  };
}
