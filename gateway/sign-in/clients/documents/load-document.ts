import { isPublicAddress } from "#common/public-address.ts";
import { BodyTooLargeError, readAtMost } from "#common/read-at-most.ts";
import type { ClientMetadata } from "#gateway/sign-in/clients/client-id.ts";
import { documentLifeMs } from "./document-life.ts";
import type { DocumentNetwork, DocumentResponse } from "./document-network.ts";
import { DocumentProblem } from "./document-problem.ts";
import { readDocument } from "./read-document.ts";

export interface LoadedDocument {
  metadata: ClientMetadata;
  /** How long it may be kept. */
  lifeMs: number;
}

/** From the name's look-up to the last byte. */
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
  if (addresses.length > 0 && addresses.every(isPublicAddress)) return addresses;
  throw new DocumentProblem("document_unreachable");
}

/**
 * Fetches the document at a URL that `documentHost` accepts: from a public address, in 5 s, at most 5 kB, following no
 * redirect.
 * The promise rejects with `DocumentProblem`.
 */
export async function loadDocument(network: DocumentNetwork, url: string): Promise<LoadedDocument> {
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
