import { area, without } from "../removal.ts";

const address = "workers/graph/graph-address.ts";
const addresses = "common/tools/resource-uri/addresses";
const attempt = "workers/graph/graph-attempt.ts";
const dispatch = "workers/graph/graph-attempt.ts";
const download = "workers/graph/graph-download.ts";
const hosts = "workers/graph/graph-connections.ts";
const inGraph = (...names: string[]) => names.map((name) => `test/unit/workers/graph/${name}`);

export const graph = area("requests to Microsoft 365", [
  without(
    `${addresses}/microsoft-hosts.ts`,
    ["test/unit/common/tools/resource-uri", "test/unit/common/tools/read-address"],
    {
      "takes addresses on hosts of Microsoft 365 only": [
        "return places.get(hostname) ?? ofOrganisation;",
        'return places.get(hostname) ?? ofOrganisation ?? { cloud: "public", app: "SharePoint" };',
      ],
    },
  ),
  without(
    `${addresses}/read-address.ts`,
    ["test/unit/common/tools/resource-uri", "test/unit/common/tools/read-address"],
    {
      "judges an address that was inside another one": [
        "return inside === undefined ? url : addressUrl(inside);",
        "return inside === undefined ? url : (URL.parse(inside) ?? undefined);",
      ],
    },
  ),
  without(
    "common/tools/resource-uri/resource-uri.ts",
    ["test/unit/common/tools/resource-uri", "test/unit/common/tools/read-address"],
    {
      "takes an ID of an address only in the form of its kind": [
        "const parsed = resourceUriSchema.safeParse(addressedFields(text));",
        "const parsed = { success: true, data: addressedFields(text) };",
      ],
    },
  ),
  without("workers/tools/resources/read-resource.ts", ["test/unit/workers/tools/resources/read-note-link"], {
    "reads no resource without the permissions of its kind":
      "requirePermission(resourceNeeds(resource).permissions, context.grantedScopes); → void requirePermission;",
  }),
  without("workers/tools/resources/read-resource.ts", ["test/unit/workers/tools/resources/read-address"], {
    "asks Graph for no address of another cloud": "if (address.cloud === cloud) return; → if (cloud) return;",
  }),
  without(address, {
    "keeps an ID one segment of a path": "return encode(text).replace( → return text.replace(",
    "refuses IDs that are steps in a path": "if (!isPossibleId(segment)) throw → if (!segment.isWellFormed()) throw",
    "refuses IDs that make an address too long":
      "  if (path.length + search.length > maxCharacters) throw impossibleId();\n",
  }),
  without(address, inGraph("graph-client.hostile-links"), {
    "follows next links at Graph's origin only":
      'url === null || url.origin !== origin || url.username !== "" || url.password !== "" → url === null',
    "follows next links to v1.0 only": [
      'return url.pathname.startsWith(version) && url.hash === "" ? url.pathname + url.search : undefined;',
      "return url.pathname + url.search;",
    ],
  }),
  without(dispatch, {
    "reads no more of an answer than it may have":
      "if (size > maxBytes) controller.abort( → if (size > 10_000 * maxBytes) controller.abort(",
    "unpacks no more of an answer than it may have": "maxOutputLength: maxBytes, ",
    "never sends a request that was given up while it waited for a connection":
      "      if (signal.aborted) throw givenUp();\n",
  }),
  without(attempt, inGraph("graph-door"), {
    "ends a request of a call that is over": [
      '    call.signal.addEventListener("abort", end);\n',
      "",
      "a download ends at once when nobody waits for it any more",
    ],
    "ends an attempt that takes too long": [
      "isDownload ? leftMs : Math.min(leftMs, attemptLimitMs)",
      "leftMs",
      "a request for which there is a smaller one is too large where",
    ],
  }),
  without("workers/graph/graph-door.ts", inGraph("graph-batch"), {
    "parses one large answer in a turn of the event loop": "await createTextTurns()(answer.body.byteLength);",
  }),
  without("workers/graph/graph-json.ts", inGraph("graph-door"), {
    "refuses answers with more values or members than it may look at": [
      "if (values > maxValues || within.length > maxMembers) {",
      "if (values < 0) {",
      "an answer of too many items in one list is refused",
    ],
  }),
  without("workers/graph/graph-door.ts", {
    "sends only requests that are in the table": [
      "    requireKnown(method, request);\n",
      "    if (method === undefined) requireKnown(method, request);\n",
    ],
  }),
  without("workers/graph/graph-door.ts", inGraph("graph-door"), {
    "never redeems a sharing link": "/redeemSharingLink/i.test(value) → /redeemNothing/i.test(value)",
  }),
  without(download, inGraph("graph-client.hostile-links"), {
    "downloads from listed hosts only": "if (url === null || !hosts.allows(url)) throw → if (url === null) throw",
    "keeps the user's token from download hosts": [
      'const headers = { accept: "*/*", "user-agent"',
      'const headers = { ...request.headers, accept: "*/*", "user-agent"',
    ],
    "tells download hosts nothing of the request": [
      '"user-agent": request.headers["user-agent"] ?? ""',
      '"user-agent": request.headers["client-request-id"] ?? ""',
    ],
    "follows three redirects and no more": "if (hops === maxHops) throw → if (hops > 2 * maxHops) throw",
  }),
  without(hosts, inGraph("graph-client.hostile-links"), {
    "downloads by https only": [
      'if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return false;',
      'if (url.username !== "" || url.password !== "") return false;',
    ],
    "takes a host's suffix for whole names": "host.endsWith(`. → host.endsWith(`",
  }),
  without("workers/graph/graph-connections.ts", inGraph("graph-client.hostile-links"), {
    "connects downloads to public addresses only": [
      "|| !addresses.every(({ address }) => isPublicAddress(address))",
      '|| !addresses.every(({ address }) => isPublicAddress(address) || address !== "")',
    ],
  }),
  without("common/public-address.ts", { "knows the addresses of the clouds' metadata": '  ["169.254.0.0", 16],\n' }),
  without("workers/auth/entra-exchange.ts", ["test/unit/workers/auth/on-behalf-of.identity"], {
    "checks whose token Entra gave": [
      "    assertSameIdentity(caller, result);\n",
      '    if (caller.userId === "") assertSameIdentity(caller, result);\n',
    ],
  }),
  without("workers/auth/graph-token.ts", ["test/unit/workers/auth/on-behalf-of.identity"], {
    "keeps exchanged tokens by person and sign-in":
      "const person = [cloud, tenantId, userId]; → const person = [cloud, tenantId, String(userId.length)];",
  }),
  without("workers/auth/graph-token.ts", ["test/unit/workers/auth/"], {
    "uses an exchanged token no longer than it is told to": [
      "Math.min(token.usableUntilMs - now(), maxSeconds * 1000 - ageMs)",
      "token.usableUntilMs - now()",
      "an exchange while the wall clock is set again keeps it no",
    ],
    "ends an exchanged token with the sign-in that it came from": [
      "times.assertionExpiresAtMs,",
      "times.assertionExpiresAtMs + 1e9,",
      "an exchange never uses a token longer than the sign-in that",
    ],
  }),
  without("workers/auth/entra-exchange.ts", {
    "keeps no refresh tokens in MSAL's cache": ".finally(() => app.clearCache()); → .finally(() => undefined);",
  }),
  without("workers/run-tool.ts", ["test/unit/workers/run-tool", "test/unit/workers/write-answer"], {
    "lets nothing in an answer load by itself": [
      "inertOutput({ ...found, ...said, ...(incomplete && { incomplete }) })",
      "(<T,>(one: T) => one || inertOutput({ one }))({ ...found, ...said, ...(incomplete && { incomplete }) })",
      "an answer loads nothing by itself, not even by what comes",
    ],
  }),
  without("workers/tools/teams/chat-lines.ts", {
    "lets no message of a chat look like another one": "JSON.stringify(text) → text",
  }),
  without("workers/write-answer.ts", {
    "lets no name take the place of an answer": [
      "withoutAutoFetch(limit(value))",
      "withoutAutoFetch(whole(value))",
      "no name or subject takes the place of an answer, which has",
    ],
  }),
  without("workers/run-tool.ts", ["integration/revocation"], {
    "demands a tool's permission before it runs": [
      "notes.permissionUsed(requirePermission(permissions, token.scopes));",
      'notes.permissionUsed("Mail.Read");',
      "kept for 0 s revoking . 'Calendars.Read' .",
    ],
  }),
  without("workers/tools/people/find-people.ts", ["test/unit/workers/tools/people/"], {
    "keeps what people are searched for one text of the query": '.replace(/["\\\\:]/g, " ")',
  }),
  without("workers/tools/query/odata.ts", ["test/unit/workers/tools/people/"], {
    "keeps text of the caller one literal of a filter": 'text.replaceAll("\'", "\'\'") → text',
  }),
  without("workers/run-tool.ts", {
    "says that nothing is granted only where consent is missing":
      "if (isForConsent && permissions.some( → if (permissions.some(",
  }),
  without(download, inGraph("graph-door"), {
    "takes a file that is still being made for no empty one": [
      "if (answer.status === 202) throw downloadTooSlow();",
      "",
      "a download that is still being made when the time is up is",
    ],
  }),
  without("workers/resilience/retry-layer.ts", {
    "asks for a file that is being made once a second at most": [
      "Math.max(leastWaitMs, parseRetryAfter(answer.headers, now()) ?? usualWaitMs)",
      "parseRetryAfter(answer.headers, now()) ?? usualWaitMs",
    ],
  }),
  without("workers/auth/user-tokens.ts", {
    "exchanges a person's token afresh once a minute":
      "if (!(await freshExchanges.isFirst(tenantId, userId))) return undefined;",
  }),
]);
