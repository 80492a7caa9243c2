import type { Claim } from "./claim.ts";

/** What the sign-in front (`gateway/sign-in/`) must do: the rules that keep it from being an open door. */
export const signInRules: readonly Claim[] = [
  {
    id: "F1",
    source: "RFC 6749 4.1.2.1, RFC 9700 4.11",
    text: "nobody is redirected before client, redirect URI and the list agree: a page says why",
  },
  {
    id: "F2",
    source: "RFC 8252 7.3",
    text: "a redirect URI is one that the client registered, to the letter; only the port of http loopback is free",
  },
  {
    id: "F3",
    source: "",
    text: "the list of redirect URIs holds at registration, at the page, and when the answer is sent",
  },
  {
    id: "F4",
    source: "MCP security best practices",
    text: "the page is shown at every sign-in; an approval is for one transaction, client and redirect URI",
  },
  { id: "F5", source: "MCP security best practices", text: "nothing of a flow exists before the approval" },
  {
    id: "F6",
    source: "",
    text: "an approval needs the page's ticket, the cookie of the same browser, and our own Origin",
  },
  {
    id: "F7",
    source: "MCP security best practices",
    text: "an answer of Entra's without its flow cookie, late or twice goes nowhere",
  },
  { id: "F8", source: "RFC 9207", text: "`iss` is the issuer that the client found, once, in success and error" },
  { id: "F9", source: "RFC 7636", text: "PKCE with S256 from the client and, with a verifier of our own, to Entra" },
  { id: "F10", source: "", text: "a code works once, and only with the client's verifier" },
  {
    id: "F11",
    source: "RFC 6749 4.1.3, 10.4",
    text: "codes and refresh tokens are bound to client and address, codes to their redirect URI",
  },
  { id: "F12", source: "RFC 8707", text: "`resource` names this server; it never reaches Entra" },
  { id: "F13", source: "", text: "Entra is asked for this server's scope only; another one is refused" },
  { id: "F14", source: "", text: "`prompt`: consent is dropped, none refused, login and select_account passed" },
  { id: "F15", source: "", text: "query mode only; no request objects, no parameter twice, limited length" },
  {
    id: "F16",
    source: "",
    text: "no token is handed out that a call would be refused for, or of another app or tenant",
  },
  { id: "F17", source: "", text: "clients are public: a secret is refused, an unknown client told to register" },
  {
    id: "F18",
    source: "",
    text: "sealed values open with every key of the ring, as their own kind only, and with no bit changed",
  },
  { id: "F19", source: "", text: "only authentic codes and tokens reach Entra: 32 at once, 8 s, 64 kB, no redirect" },
  { id: "F20", source: "", text: "pages have no script, load nothing and can't be framed" },
  { id: "F21", source: "", text: "what a client says of itself is shown as harmless text" },
  { id: "F22", source: "", text: "no code, token, state, cookie or query is written anywhere" },
  {
    id: "F23",
    source: "",
    text: "CORS: metadata for all, tokens for allowed origins, pages for none; Host is checked",
  },
  { id: "F24", source: "", text: "cookies come from page, approval and callback only, three flows at most" },
  { id: "F25", source: "", text: "an address that opens an app has at most 2,000 letters" },
  {
    id: "F26",
    source: "draft-ietf-oauth-client-id-metadata-document",
    text:
      "documents of clients are fetched of known hosts, or as `SIGN_IN_CIMD` says, by https from public addresses " +
      "that were checked, without redirect, 5 kB and 5 s at most, 4 of a host at once; each says its own URL, a " +
      "name, redirect URIs and no secret",
  },
  { id: "F27", source: "", text: "no revocation is claimed that Entra doesn't have" },
  { id: "F28", source: "", text: "every process answers alike, and any of them continues a sign-in" },
];
