import { alike, area } from "../removal.ts";

const checks = "gateway/sign-in/checks/";
const inSignIn = (...names: string[]) => names.map((name) => `test/unit/gateway/sign-in/${name}`);

export const signIn = area("the sign-in", [
  ...alike({ file: "gateway/sign-in/authorize.ts", noticedBy: inSignIn("clients", "authorize", "redirects") }, [
    {
      defence: "sends codes to redirect addresses of its list only",
      find: 'if (profile === undefined) return refuse("refused_redirect");',
      put: "if (profile === undefined) signIn.newSecret();",
    },
    {
      defence: "sends codes to addresses that the client registered only",
      find: "redirectUri === undefined || !client.hasRegistered(redirectUri)",
      put: "redirectUri === undefined",
    },
  ]),
  ...alike({ file: `${checks}authorize-checks.ts`, noticedBy: inSignIn("authorize") }, [
    {
      defence: "demands PKCE",
      find: 'get("code_challenge_method") !== "S256"',
      put: 'get("code_challenge_method") === ""',
    },
    {
      defence: "gives tokens for this server only",
      find: '  checkResource(parameters.get("resource"), identity);\n',
    },
    {
      defence: "refuses request objects",
      find: 'parameters.has("request") || parameters.has("request_uri")',
      put: "parameters.size === 0",
    },
    { defence: "asks for its own scope only", find: '  checkScope(parameters.get("scope"), identity);\n' },
  ]),
  {
    defence: "takes an approval from its own page only",
    file: "gateway/sign-in/approve.ts",
    find: "headers.origin === ownOrigin &&",
  },
  ...alike({ file: `${checks}token-checks.ts`, noticedBy: inSignIn("redeem") }, [
    {
      defence: "redeems a code for its client only",
      test: "is for the client that asked",
      find: "if (!content.clientHash.equals(hashOf(clientId))) throw badGrant();",
    },
    {
      defence: "redeems a code for its redirect address only",
      find: 'if (!redirectHash.equals(hashOf(parameters.get("redirect_uri") ?? ""))) throw badGrant();',
    },
    {
      defence: "redeems a code with its verifier only",
      find: "if (asked.length !== shown.length || !timingSafeEqual(asked, shown)) throw badGrant();",
    },
    {
      defence: "renews a sign-in for its client only",
      test: "shown with another client never reaches Entra",
      find: "if (!content.clientHash.equals(hashOf(clientId))) throw badGrant();",
    },
  ]),
  {
    defence: "limits the renewals of a person that are under way at Entra",
    file: "gateway/sign-in/entra/token-relay.ts",
    find: "const maxOfHolder = 2;",
    put: "const maxOfHolder = maxAtOnce;",
    noticedBy: inSignIn("token-relay"),
  },
  {
    defence: "knows whose a refresh token is before Entra is asked",
    test: "a person with several sign-ins renews two of them at once",
    file: "gateway/sign-in/redeem.ts",
    find: "...ownerOf(caller),",
    put: "...ownerOf({ ...caller, userId: Math.random().toString() }),",
    noticedBy: inSignIn("token-relay"),
  },
  ...alike({ file: "gateway/sign-in/entra/token-relay.ts", noticedBy: inSignIn("token-relay") }, [
    {
      defence: "leaves places on the way to Entra for other tenants",
      find: "const maxOfTenant = 16;",
      put: "const maxOfTenant = maxAtOnce;",
    },
    {
      defence: "leaves places on the way to Entra for renewals",
      find: "const maxUnknown = 8;",
      put: "const maxUnknown = maxAtOnce;",
    },
  ]),
  {
    defence: "goes on only in the browser that approved",
    file: "gateway/sign-in/callback.ts",
    find: 'signIn.sealed.flow.open(readCookies(request).get(name) ?? "", state)',
    put: 'signIn.sealed.flow.open([...readCookies(request).values()][0] ?? "", state)',
  },
  {
    defence: "goes on once with an answer of Entra",
    file: "gateway/sign-in/callback.ts",
    find: '  reply.header("set-cookie", signIn.cookies.remove(name));\n',
  },
  {
    defence: "lets sealed values end",
    file: "gateway/sign-in/sealed/kind.ts",
    find: "if (lifeSeconds !== undefined && nowSeconds() > end + clockSkewSeconds) return undefined;",
    noticedBy: inSignIn("redeem", "approve"),
  },
  {
    defence: "binds sealed values to this server and their binding",
    file: "gateway/sign-in/sealed/kind.ts",
    find: "const opened = sealedBytes && envelope.open([publicUrl, ...binding], sealedBytes);",
    put: "const opened = sealedBytes && envelope.open([publicUrl, ...binding].reverse(), sealedBytes);",
    noticedBy: inSignIn("sealed-kinds"),
  },
  ...alike({ file: "gateway/sign-in/cookies.ts", noticedBy: inSignIn("approve", "callback", "surroundings") }, [
    {
      defence: "has cookies that no neighbouring host can set",
      find: 'isSecure ? "__Host-m365" : "m365"',
      put: 'isSecure ? "m365" : "m365"',
    },
    {
      defence: "hides its cookies from scripts",
      find: "`Path=/; HttpOnly; SameSite=Lax",
      put: "`Path=/; SameSite=Lax",
    },
  ]),
  {
    defence: "refuses secrets of clients",
    file: `${checks}token-checks.ts`,
    find: "if (credentials.some((name) => parameters.has(name))) throw refuse();",
    noticedBy: inSignIn("redeem"),
  },
  {
    defence: "ends the refresh tokens of a redirect address that is allowed no longer",
    file: "gateway/sign-in/redeem.ts",
    find: "if (profile === undefined || content === undefined)",
    put: "if (content === undefined)",
  },
  {
    defence: "keeps out the assistants that the tenant does not allow",
    test: "people sign in with the assistants that their tenant allows",
    file: "gateway/sign-in/sign-in-server.ts",
    find: "!isAssistantAllowed(given.identity.policies, tenantId, profile)",
    put: "isAssistantAllowed(given.identity.policies, tenantId, profile) === undefined",
    noticedBy: ["test/integration/allowed-assistants"],
    project: "integration",
  },
  {
    defence: "reads documents of known hosts only, unless told to",
    file: "gateway/sign-in/clients/find-client.ts",
    find: "(documents.ofAnyHost || knownHosts.has(host))",
    put: "true",
    noticedBy: inSignIn("documents"),
  },
  ...alike({ file: "gateway/sign-in/clients/documents/find-document.ts", noticedBy: inSignIn("find-document") }, [
    {
      defence: "keeps slow hosts from stopping clients of others",
      find: "hosts.filter((each) => each === host).length >= maxOfHost",
      put: "hosts.length >= maxOfHost",
    },
    {
      defence: "keeps hosts of strangers from stopping known ones",
      find: "return !knownHosts.has(host) && hosts",
      put: "return hosts",
    },
  ]),
  {
    defence: "judges the redirect address again when Entra sends somebody back",
    file: "gateway/sign-in/callback.ts",
    find: 'if (profile === undefined) return refuse("refused_redirect");',
    put: "if (profile === undefined) signIn.newSecret();",
  },
  {
    defence: "takes the first of two cookies with one name",
    file: "gateway/sign-in/cookies.ts",
    find: "if (!cookies.has(name)) cookies.set",
    put: "cookies.set",
    noticedBy: inSignIn("callback"),
  },
  {
    defence: "judges the redirect address again when a code is redeemed",
    file: "gateway/sign-in/redeem.ts",
    find: "if (content === undefined || profile === undefined) throw badGrant();",
    put: "if (content === undefined) throw badGrant();",
  },
]);
