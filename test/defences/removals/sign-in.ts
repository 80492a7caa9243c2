import { area, without } from "../removal.ts";

const checks = "gateway/sign-in/checks/";
const inSignIn = (...names: string[]) => names.map((name) => `test/unit/gateway/sign-in/${name}`);

export const signIn = area("the sign-in", [
  without("gateway/sign-in/authorize.ts", inSignIn("clients", "authorize", "redirects"), {
    "sends codes to redirect addresses of its list only": [
      'if (profile === undefined) return refuse("refused_redirect");',
      "if (profile === undefined) signIn.newSecret();",
    ],
    "sends codes to addresses that the client registered only":
      "redirectUri === undefined || !client.hasRegistered(redirectUri) → redirectUri === undefined",
  }),
  without(`${checks}authorize-checks.ts`, inSignIn("authorize"), {
    "demands PKCE": 'get("code_challenge_method") !== "S256" → get("code_challenge_method") === ""',
    "gives tokens for this server only": '  checkResource(parameters.get("resource"), identity);\n',
    "refuses request objects": 'parameters.has("request") || parameters.has("request_uri") → parameters.size === 0',
    "asks for its own scope only": '  checkScope(parameters.get("scope"), identity);\n',
  }),
  without("gateway/sign-in/approve.ts", {
    "takes an approval from its own page only": "headers.origin === ownOrigin &&",
  }),
  without(`${checks}token-checks.ts`, inSignIn("redeem"), {
    "redeems a code for its client only": [
      "if (!content.clientHash.equals(hashOf(clientId))) throw badGrant();",
      "",
      "is for the client that asked",
    ],
    "redeems a code for its redirect address only":
      'if (!redirectHash.equals(hashOf(parameters.get("redirect_uri") ?? ""))) throw badGrant();',
    "redeems a code with its verifier only":
      "if (asked.length !== shown.length || !timingSafeEqual(asked, shown)) throw badGrant();",
    "renews a sign-in for its client only": [
      "if (!content.clientHash.equals(hashOf(clientId))) throw badGrant();",
      "",
      "shown with another client never reaches Entra",
    ],
    "refuses secrets of clients": "if (credentials.some((name) => parameters.has(name))) throw refuse();",
  }),
  without("gateway/sign-in/entra/token-relay.ts", inSignIn("token-relay"), {
    "limits the renewals of a person that are under way at Entra":
      "const maxOfHolder = 2; → const maxOfHolder = maxAtOnce;",
    "leaves places on the way to Entra for other tenants": "const maxOfTenant = 16; → const maxOfTenant = maxAtOnce;",
    "leaves places on the way to Entra for renewals": "const maxUnknown = 8; → const maxUnknown = maxAtOnce;",
  }),
  without("gateway/sign-in/redeem.ts", inSignIn("token-relay"), {
    "knows whose a refresh token is before Entra is asked": [
      "...ownerOf(caller),",
      "...ownerOf({ ...caller, userId: Math.random().toString() }),",
      "a person with several sign-ins renews two of them at once",
    ],
  }),
  without("gateway/sign-in/callback.ts", {
    "goes on only in the browser that approved": [
      'signIn.sealed.flow.open(readCookies(request).get(name) ?? "", state)',
      'signIn.sealed.flow.open([...readCookies(request).values()][0] ?? "", state)',
    ],
    "goes on once with an answer of Entra": '  reply.header("set-cookie", signIn.cookies.remove(name));\n',
    "judges the redirect address again when Entra sends somebody back": [
      'if (profile === undefined) return refuse("refused_redirect");',
      "if (profile === undefined) signIn.newSecret();",
    ],
  }),
  without("gateway/sign-in/sealed/kind.ts", inSignIn("redeem", "approve"), {
    "lets sealed values end":
      "if (lifeSeconds !== undefined && nowSeconds() > end + clockSkewSeconds) return undefined;",
  }),
  without("gateway/sign-in/sealed/kind.ts", inSignIn("sealed-kinds"), {
    "binds sealed values to this server and their binding": [
      "const opened = sealedBytes && envelope.open([publicUrl, ...binding], sealedBytes);",
      "const opened = sealedBytes && envelope.open([publicUrl, ...binding].reverse(), sealedBytes);",
    ],
  }),
  without("gateway/sign-in/cookies.ts", inSignIn("approve", "callback", "surroundings"), {
    "has cookies that no neighbouring host can set": 'isSecure ? "__Host-m365" : "m365" → isSecure ? "m365" : "m365"',
    "hides its cookies from scripts": "`Path=/; HttpOnly; SameSite=Lax → `Path=/; SameSite=Lax",
  }),
  without("gateway/sign-in/redeem.ts", {
    "ends the refresh tokens of a redirect address that is allowed no longer":
      "if (profile === undefined || content === undefined) → if (content === undefined)",
    "judges the redirect address again when a code is redeemed": [
      "if (content === undefined || profile === undefined) throw badGrant();",
      "if (content === undefined) throw badGrant();",
    ],
  }),
  without("gateway/sign-in/sign-in-server.ts", ["test/integration/allowed-assistants"], {
    "keeps out the assistants that the tenant does not allow": [
      "!isAssistantAllowed(given.identity.policies, tenantId, profile)",
      "isAssistantAllowed(given.identity.policies, tenantId, profile) === undefined",
      "people sign in with the assistants that their tenant allows",
    ],
  }),
  without("gateway/sign-in/clients/find-client.ts", inSignIn("documents"), {
    "reads documents of known hosts only, unless told to": "(documents.ofAnyHost || knownHosts.has(host)) → true",
  }),
  without("gateway/sign-in/clients/documents/find-document.ts", inSignIn("find-document"), {
    "keeps slow hosts from stopping clients of others":
      "hosts.filter((each) => each === host).length >= maxOfHost → hosts.length >= maxOfHost",
    "keeps hosts of strangers from stopping known ones": "return !knownHosts.has(host) && hosts → return hosts",
  }),
  without("gateway/sign-in/cookies.ts", inSignIn("callback"), {
    "takes the first of two cookies with one name": "if (!cookies.has(name)) cookies.set → cookies.set",
  }),
]);
