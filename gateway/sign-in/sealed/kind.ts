import { createEnvelope, type Envelope, type SealContext } from "#common/queue/envelope.ts";
import type { SealingKeys } from "#common/settings.ts";
import { clockSkewSeconds } from "#gateway/auth/token-rules.ts";
import { packFields, unpackFields } from "./packed-fields.ts";
import { fromBase64url } from "./strict-base64.ts";

/** Seals values of one kind to base64url text, and opens only what one of the gateways sealed as that kind. */
export interface Kind<Content, Binding extends SealContext> {
  seal(content: Content, ...binding: Binding): string;
  /** Undefined for anything else: another kind, binding or server, a changed bit, or a value whose time is over. */
  open(text: string, ...binding: Binding): Content | undefined;
}

/** How the content of a kind is written: as fields, in a fixed order. */
export interface Form<Content> {
  name: string;
  /** Undefined: without an end of its own. */
  lifeSeconds?: number;
  fields(content: Content): Buffer[];
  content(fields: Buffer[]): Content | undefined;
}

export interface Sealing {
  /** `SIGN_IN_KEYS`: the first seals, all open. */
  keys: SealingKeys;
  publicUrl: string;
  /** Unix milliseconds. */
  now: () => number;
}

const timeBytes = 4;

/** See `Kind`. Its key is derived for its name, so no value opens as one of another kind. */
export function createKind<Content, Binding extends SealContext>(
  form: Form<Content>,
  { keys, publicUrl, now }: Sealing,
): Kind<Content, Binding> {
  const envelope: Envelope = createEnvelope(keys, `sign-in/${form.name}`);
  const nowSeconds = () => Math.floor(now() / 1000);
  return {
    seal(content, ...binding) {
      const end = Buffer.alloc(timeBytes);
      end.writeUInt32BE(form.lifeSeconds === undefined ? 0 : nowSeconds() + form.lifeSeconds);
      return envelope.seal([publicUrl, ...binding], end, packFields(form.fields(content))).toString("base64url");
    },
    open(sealed, ...binding) {
      const sealedBytes = fromBase64url(sealed);
      const opened = sealedBytes && envelope.open([publicUrl, ...binding], sealedBytes);
      if (opened === undefined || opened.length < timeBytes) return undefined;
      const end = opened.readUInt32BE(0);
      if (form.lifeSeconds !== undefined && nowSeconds() > end + clockSkewSeconds) return undefined;
      const fields = unpackFields(opened.subarray(timeBytes));
      return fields && form.content(fields);
    },
  };
}
