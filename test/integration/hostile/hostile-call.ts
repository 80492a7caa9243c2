import type { MintOptions } from "#test/fake-tenant/entra/mint-token.ts";

/** How the door answers: which status, which challenge. */
export type Refusal =
  /** 401 without an error code: there was no token. */
  | "sign_in"
  | "invalid_token"
  | "insufficient_scope"
  /** 403 without a challenge: signing in again can't help. */
  | "refused"
  | "invalid_request"
  /** Node's HTTP parser ends it before any code of ours. */
  | "broken_http"
  | "headers_too_large";

export interface HostileCall {
  title: string;
  refusal: Refusal;
  /** How the token is made; flawless by default. */
  mint?: MintOptions;
  /** What becomes of the minted token before it is sent. */
  damage?: (token: string) => string;
  /** The header lines; default one Authorization header with the token. */
  headers?: (token: string) => string[];
  /** Behind the address. */
  query?: (token: string) => string;
  body?: { contentType: string; text: (token: string) => string };
}
