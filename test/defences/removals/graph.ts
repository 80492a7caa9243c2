import { alike, area } from "../removal.ts";

const address = "workers/graph/graph-address.ts";
const addresses = "common/tools/resource-uri/addresses";
const attempt = "workers/graph/graph-attempt.ts";
const dispatch = "workers/graph/graph-attempt.ts";
const download = "workers/graph/graph-download.ts";
const hosts = "workers/graph/graph-connections.ts";
const inGraph = (...names: string[]) => names.map((name) => `test/unit/workers/graph/${name}`);

export const graph = area("requests to Microsoft 365", [
  ...alike({ noticedBy: ["test/unit/common/tools/resource-uri", "test/unit/common/tools/read-address"] }, [
    {
      defence: "takes addresses on hosts of Microsoft 365 only",
      file: `${addresses}/microsoft-hosts.ts`,
      find: "return places.get(hostname) ?? ofOrganisation;",
      put: 'return places.get(hostname) ?? ofOrganisation ?? { cloud: "public", app: "SharePoint" };',
    },
    {
      defence: "judges an address that was inside another one",
      file: `${addresses}/read-address.ts`,
      find: "return inside === undefined ? url : addressUrl(inside);",
      put: "return inside === undefined ? url : (URL.parse(inside) ?? undefined);",
    },
    {
      defence: "takes an ID of an address only in the form of its kind",
      file: "common/tools/resource-uri/resource-uri.ts",
      find: "const parsed = resourceUriSchema.safeParse(addressedFields(text));",
      put: "const parsed = { success: true, data: addressedFields(text) };",
    },
  ]),
  {
    defence: "asks Graph for no address of another cloud",
    file: "workers/tools/resources/read-resource.ts",
    find: "if (address.cloud === cloud) return;",
    put: "if (cloud) return;",
    noticedBy: ["test/unit/workers/tools/resources/read-address"],
  },
  ...alike({ file: address }, [
    { defence: "keeps an ID one segment of a path", find: "return encode(text).replace(", put: "return text.replace(" },
    {
      defence: "refuses IDs that are steps in a path",
      find: "if (!isPossibleId(segment)) throw",
      put: "if (!segment.isWellFormed()) throw",
    },
    {
      defence: "refuses IDs that make an address too long",
      find: "  if (path.length + search.length > maxCharacters) throw impossibleId();\n",
    },
  ]),
  ...alike({ file: address, noticedBy: inGraph("graph-client.hostile-links") }, [
    {
      defence: "follows next links at Graph's origin only",
      find: 'url === null || url.origin !== origin || url.username !== "" || url.password !== ""',
      put: "url === null",
    },
    {
      defence: "follows next links to v1.0 only",
      find: 'return url.pathname.startsWith(version) && url.hash === "" ? url.pathname + url.search : undefined;',
      put: "return url.pathname + url.search;",
    },
  ]),
  {
    defence: "reads no more of an answer than it may have",
    file: dispatch,
    find: "if (size > maxBytes) controller.abort(",
    put: "if (size > 10_000 * maxBytes) controller.abort(",
  },
  { defence: "unpacks no more of an answer than it may have", file: dispatch, find: "maxOutputLength: maxBytes, " },
  {
    defence: "never sends a request that was given up while it waited for a connection",
    file: dispatch,
    find: "      if (signal.aborted) throw givenUp();\n",
  },
  ...alike({ file: attempt, noticedBy: inGraph("graph-door") }, [
    {
      defence: "ends a request of a call that is over",
      test: "a download ends at once when nobody waits for it any more",
      find: '    call.signal.addEventListener("abort", end);\n',
    },
    {
      defence: "ends an attempt that takes too long",
      test: "a request for which there is a smaller one is too large where",
      find: "isDownload ? leftMs : Math.min(leftMs, attemptLimitMs)",
      put: "leftMs",
    },
  ]),
  {
    defence: "parses one large answer in a turn of the event loop",
    file: "workers/graph/graph-door.ts",
    find: "await createTextTurns()(answer.body.byteLength);",
    noticedBy: inGraph("graph-batch"),
  },
  {
    defence: "refuses answers with more values or members than it may look at",
    test: "an answer of too many items in one list is refused",
    file: "workers/graph/graph-json.ts",
    find: "if (values > maxValues || within.length > maxMembers) {",
    put: "if (values < 0) {",
    noticedBy: inGraph("graph-door"),
  },
  {
    defence: "sends only requests that are in the table",
    file: "workers/graph/graph-door.ts",
    find: "    requireKnown(method, request);\n",
    put: "    if (method === undefined) requireKnown(method, request);\n",
  },
  {
    defence: "never redeems a sharing link",
    file: "workers/graph/graph-door.ts",
    find: "/redeemSharingLink/i.test(value)",
    put: "/redeemNothing/i.test(value)",
    noticedBy: inGraph("graph-door"),
  },
  ...alike({ noticedBy: inGraph("graph-client.hostile-links") }, [
    {
      defence: "downloads from listed hosts only",
      file: download,
      find: "if (url === null || !hosts.allows(url)) throw",
      put: "if (url === null) throw",
    },
    {
      defence: "downloads by https only",
      file: hosts,
      find: 'if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return false;',
      put: 'if (url.username !== "" || url.password !== "") return false;',
    },
    { defence: "takes a host's suffix for whole names", file: hosts, find: "host.endsWith(`.", put: "host.endsWith(`" },
    {
      defence: "connects downloads to public addresses only",
      file: "workers/graph/graph-connections.ts",
      find: "|| !addresses.every(({ address }) => isPublicAddress(address))",
      put: '|| !addresses.every(({ address }) => isPublicAddress(address) || address !== "")',
    },
  ]),
  {
    defence: "knows the addresses of the clouds' metadata",
    file: "common/public-address.ts",
    find: '  ["169.254.0.0", 16],\n',
  },
  ...alike({ file: download, noticedBy: inGraph("graph-client.hostile-links") }, [
    {
      defence: "keeps the user's token from download hosts",
      find: 'const headers = { accept: "*/*", "user-agent"',
      put: 'const headers = { ...request.headers, accept: "*/*", "user-agent"',
    },
    {
      defence: "tells download hosts nothing of the request",
      find: '"user-agent": request.headers["user-agent"] ?? ""',
      put: '"user-agent": request.headers["client-request-id"] ?? ""',
    },
    {
      defence: "follows three redirects and no more",
      find: "if (hops === maxHops) throw",
      put: "if (hops > 2 * maxHops) throw",
    },
  ]),
  {
    defence: "checks whose token Entra gave",
    file: "workers/auth/entra-exchange.ts",
    find: "    assertSameIdentity(caller, result);\n",
    put: '    if (caller.userId === "") assertSameIdentity(caller, result);\n',
    noticedBy: ["test/unit/workers/auth/on-behalf-of.identity"],
  },
  {
    defence: "keeps exchanged tokens by person and sign-in",
    file: "workers/auth/graph-token.ts",
    find: "const person = [cloud, tenantId, userId];",
    put: "const person = [cloud, tenantId, String(userId.length)];",
    noticedBy: ["test/unit/workers/auth/on-behalf-of.identity"],
  },
  ...alike({ file: "workers/auth/graph-token.ts", noticedBy: ["test/unit/workers/auth/"] }, [
    {
      defence: "uses an exchanged token no longer than it is told to",
      test: "an exchange while the wall clock is set again keeps it no",
      find: "Math.min(token.usableUntilMs - now(), maxSeconds * 1000 - ageMs)",
      put: "token.usableUntilMs - now()",
    },
    {
      defence: "ends an exchanged token with the sign-in that it came from",
      test: "an exchange never uses a token longer than the sign-in that",
      find: "times.assertionExpiresAtMs,",
      put: "times.assertionExpiresAtMs + 1e9,",
    },
  ]),
  {
    defence: "keeps no refresh tokens in MSAL's cache",
    file: "workers/auth/entra-exchange.ts",
    find: ".finally(() => app.clearCache());",
    put: ".finally(() => undefined);",
  },
  {
    defence: "lets nothing in an answer load by itself",
    test: "an answer loads nothing by itself, not even by what comes",
    file: "workers/run-tool.ts",
    find: "inertOutput({ ...found, ...said, ...(incomplete && { incomplete }) })",
    put: "(<T,>(one: T) => one || inertOutput({ one }))({ ...found, ...said, ...(incomplete && { incomplete }) })",
    noticedBy: ["test/unit/workers/run-tool", "test/unit/workers/write-answer"],
  },
  {
    defence: "lets no message of a chat look like another one",
    file: "workers/tools/teams/chat-lines.ts",
    find: "JSON.stringify(text)",
    put: "text",
  },
  {
    defence: "lets no name take the place of an answer",
    test: "no name or subject takes the place of an answer, which has",
    file: "workers/write-answer.ts",
    find: "withoutAutoFetch(limit(value))",
    put: "withoutAutoFetch(whole(value))",
  },
  {
    defence: "demands a tool's permission before it runs",
    test: "kept for 0 s revoking . 'Calendars.Read' .",
    file: "workers/run-tool.ts",
    find: "notes.permissionUsed(requirePermission(permissions, token.scopes));",
    put: 'notes.permissionUsed("Mail.Read");',
    noticedBy: ["integration/revocation"],
    project: "integration",
  },
  {
    defence: "keeps what people are searched for one text of the query",
    file: "workers/tools/people/find-people.ts",
    find: '.replace(/["\\\\:]/g, " ")',
    noticedBy: ["test/unit/workers/tools/people/"],
  },
  {
    defence: "keeps text of the caller one literal of a filter",
    file: "workers/tools/query/odata.ts",
    find: 'text.replaceAll("\'", "\'\'")',
    put: "text",
    noticedBy: ["test/unit/workers/tools/people/"],
  },
  {
    defence: "says that nothing is granted only where consent is missing",
    file: "workers/run-tool.ts",
    find: "if (isForConsent && permissions.some(",
    put: "if (permissions.some(",
  },
  {
    defence: "takes a file that is still being made for no empty one",
    test: "a download that is still being made when the time is up is",
    file: download,
    find: "if (answer.status === 202) throw downloadTooSlow();",
    noticedBy: inGraph("graph-door"),
  },
  {
    defence: "asks for a file that is being made once a second at most",
    file: "workers/resilience/retry-layer.ts",
    find: "Math.max(leastWaitMs, parseRetryAfter(answer.headers, now()) ?? usualWaitMs)",
    put: "parseRetryAfter(answer.headers, now()) ?? usualWaitMs",
  },
  {
    defence: "exchanges a person's token afresh once a minute",
    file: "workers/auth/user-tokens.ts",
    find: "if (!(await freshExchanges.isFirst(tenantId, userId))) return undefined;",
  },
]);
