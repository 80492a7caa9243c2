import { z } from "zod";
import { type ClientMetadata, canonicalMetadata } from "#gateway/sign-in/clients/client-id.ts";
import { signsInByCode, statedMetadata } from "#gateway/sign-in/clients/stated-metadata.ts";
import { DocumentProblem } from "./document-problem.ts";

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
export function readDocument(text: string, url: string): ClientMetadata {
  const { data } = document.safeParse(parseJson(text));
  const isFit = data !== undefined && data.client_id === url && canBePublic(data) && signsInByCode(data);
  const metadata = isFit && canonicalMetadata(data.client_name, data.redirect_uris);
  if (metadata === false || metadata.name === "") throw new DocumentProblem("document_unfit");
  return metadata;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
