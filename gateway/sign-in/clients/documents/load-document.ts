import { z } from "zod";
import { isPublicAddress } from "#common/public-address.ts";
import { BodyTooLargeError, readAtMost } from "#common/read-at-most.ts";
import { parseJson } from "#common/text.ts";
import {
  type ClientMetadata,
  canonicalMetadata,
  signsInByCode,
  statedMetadata,
} from "#gateway/sign-in/clients/client-id.ts";
import type { DocumentNetwork, DocumentResponse } from "./document-network.ts";

/**
 * Why a client that names its document is not known: the document can't be had, or does not say what it must. It does
 * not tell an address that is refused from one that does not answer: names inside the operator's network could be
 * found out by that.
 */
export class DocumentProblem extends Error {
  override readonly name = "DocumentProblem";
  readonly problem: "document_unreachable" | "document_unfit";

  constructor(problem: DocumentProblem["problem"]) {
    super(problem);
    this.problem = problem;
  }
}

const shortestSeconds = 5 * 60;
const longestSeconds = 24 * 3_600;

const maxAge = /(?:^|,)\s{0,9}max-age\s{0,9}=\s{0,9}"?(\d{1,10})"?\s{0,9}(?:,|$)/i;
const notKept = /(?:^|,)\s{0,9}no-(?:store|cache)\b/i;

const headerOf = (value: string | string[] | undefined): string => [value ?? []].flat().join(",");

/**
 * How long a document may be kept, in milliseconds: its `max-age` less its `Age` (RFC 9111 4.2), within bounds of our
 * own, as the draft allows in 5.2. At least 5 minutes, so that a document that forbids it costs no request for each
 * sign-in; at most a day.
 */
function documentLifeMs(headers: Readonly<Record<string, string | string[] | undefined>>): number {
  const control = headerOf(headers["cache-control"]);
  const age = /^\d{1,10}$/.exec(headerOf(headers.age))?.[0] ?? "0";
  const asked = notKept.test(control) ? 0 : Number(maxAge.exec(control)?.[1] ?? 0) - Number(age);
  return Math.min(Math.max(asked, shortestSeconds), longestSeconds) * 1000;
}

/** The draft's section 4, as far as it makes a difference here. */
const document = statedMetadata.extend({
  client_id: z.string(),
  client_name: z.string(),
  token_endpoint_auth_method: z.string().optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  // Everybody can read the document, so it can't hold one.
  client_secret: z.never().optional(),
  client_secret_expires_at: z.never().optional(),
});

type Document = z.output<typeof document>;

/** Clients here are public. ChatGPT prefers a key of its own, and names `none` among what it supports. */
function canBePublic({ token_endpoint_auth_method: preferred, ...all }: Document): boolean {
  const supported = all.token_endpoint_auth_methods_supported;
  return preferred === "none" || (supported?.includes("none") ?? preferred === undefined);
}

/**
 * What the client says of itself in the document at this URL.
 * @throws `DocumentProblem` when it is not the document of this client_id, to the letter, or lacks what a client needs
 */
function readDocument(text: string, url: string): ClientMetadata {
  const { data } = document.safeParse(parseJson(text));
  const isFit = data !== undefined && data.client_id === url && canBePublic(data) && signsInByCode(data);
  const metadata = isFit && canonicalMetadata(data.client_name, data.redirect_uris);
  if (metadata === false || metadata.name === "") throw new DocumentProblem("document_unfit");
  return metadata;
}

/** Time from the name's look-up to the last byte. */
const timeoutMs = 5_000;
/** The draft's own recommendation, 8.7. */
const maxBytes = 5 * 1024;

/** `application/json`, or a more specific type of JSON. */
const json = /^application\/(?:[a-z0-9.!#$&^_-]{1,100}\+)?json\s*(?:;|$)/i;

async function textOf({ status, headers, body }: DocumentResponse): Promise<string> {
  if (status !== 200) throw new DocumentProblem("document_unreachable");
  const type = headers["content-type"];
  if (typeof type !== "string" || !json.test(type)) throw new DocumentProblem("document_unfit");
  return (await readAtMost(body, maxBytes)).toString();
}

/** Every address of the name has to be public, since whoever owns the name may say which one comes first. */
async function publicAddresses(network: DocumentNetwork, url: string, signal: AbortSignal): Promise<readonly string[]> {
  const addresses = await network.resolve(new URL(url).hostname, signal);
  if (addresses === undefined) return [];
  if (addresses.length > 0 && addresses.every(isPublicAddress)) return addresses;
  throw new DocumentProblem("document_unreachable");
}

/**
 * Fetches the document at a URL that `documentHost` accepts: from a public address, in 5 s, at most 5 kB, following no
 * redirect.
 * The promise rejects with `DocumentProblem`.
 * @returns what it says, and for how long it may be kept
 */
export async function loadDocument(network: DocumentNetwork, url: string) {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const addresses = await publicAddresses(network, url, signal);
    const response = await network.get(url, { addresses, signal });
    try {
      const metadata = readDocument(await textOf(response), url);
      return { metadata, lifeMs: documentLifeMs(response.headers) };
    } finally {
      response.close();
    }
  } catch (error) {
    if (error instanceof DocumentProblem) throw error;
    throw new DocumentProblem(error instanceof BodyTooLargeError ? "document_unfit" : "document_unreachable");
  }
}
