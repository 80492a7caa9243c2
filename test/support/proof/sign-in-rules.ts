import { claimsOf } from "./claim.ts";

/** What the sign-in front (`gateway/sign-in/`) must do: the rules that keep it from being an open door. */
export const signInRules = claimsOf({
  F1: [
    "RFC 6749 4.1.2.1, RFC 9700 4.11",
    "nobody is redirected before client, redirect URI and the list agree: a page says why",
  ],
  F2: [
    "RFC 8252 7.3",
    "a redirect URI is one that the client registered, to the letter; only the port of http loopback is free",
  ],
  F3: ["", "the list of redirect URIs holds at registration, at the page, and when the answer is sent"],
  F4: [
    "MCP security best practices",
    "the page is shown at every sign-in; an approval is for one transaction, client and redirect URI",
  ],
  F5: ["MCP security best practices", "nothing of a flow exists before the approval"],
  F6: ["", "an approval needs the page's ticket, the cookie of the same browser, and our own Origin"],
  F7: ["MCP security best practices", "an answer of Entra's without its flow cookie, late or twice goes nowhere"],
  F8: ["RFC 9207", "`iss` is the issuer that the client found, once, in success and error"],
  F9: ["RFC 7636", "PKCE with S256 from the client and, with a verifier of our own, to Entra"],
  F10: ["", "a code works once, and only with the client's verifier"],
  F11: [
    "RFC 6749 4.1.3, 10.4",
    "codes and refresh tokens are bound to client and address, codes to their redirect URI",
  ],
  F12: ["RFC 8707", "`resource` names this server; it never reaches Entra"],
  F13: ["", "Entra is asked for this server's scope only; another one is refused"],
  F14: ["", "`prompt`: consent is dropped, none refused, login and select_account passed"],
  F15: ["", "query mode only; no request objects, no parameter twice, limited length"],
  F16: ["", "no token is handed out that a call would be refused for, or of another app or tenant"],
  F17: ["", "clients are public: a secret is refused, an unknown client told to register"],
  F18: ["", "sealed values open with every key of the ring, as their own kind only, and with no bit changed"],
  F19: ["", "only authentic codes and tokens reach Entra: 32 at once, 8 s, 64 kB, no redirect"],
  F20: ["", "pages have no script, load nothing and can't be framed"],
  F21: ["", "what a client says of itself is shown as harmless text"],
  F22: ["", "no code, token, state, cookie or query is written anywhere"],
  F23: ["", "CORS: metadata for all, tokens for allowed origins, pages for none; Host is checked"],
  F24: ["", "cookies come from page, approval and callback only, three flows at most"],
  F25: ["", "an address that opens an app has at most 2,000 letters"],
  F26: [
    "draft-ietf-oauth-client-id-metadata-document",
    "documents of clients are fetched of known hosts, or as `SIGN_IN_CIMD` says, by https from public addresses " +
      "that were checked, without redirect, 5 kB and 5 s at most, 4 of a host at once; each says its own URL, a " +
      "name, redirect URIs and no secret",
  ],
  F27: ["", "no revocation is claimed that Entra doesn't have"],
  F28: ["", "every process answers alike, and any of them continues a sign-in"],
});
