import { alike, area } from "../removal.ts";

const app = "gateway/app.ts";

export const connections = area("connections", [
  ...alike({ file: app, noticedBy: ["slow-senders"], project: "integration" }, [
    {
      defence: "ends requests whose head or body comes too slowly",
      test: "600 slow senders are cut off within 15 s, and good callers don",
      find: "requestTimeout: 10_000,",
      put: "requestTimeout: 60_000,",
    },
    {
      defence: "limits the connections of a gateway",
      test: "the connections of a gateway are limited, and serve again",
      find: "app.server.maxConnections = maxConnections;",
    },
    {
      defence: "limits the size of a request's headers",
      test: "headers of more than 24 kB are refused",
      find: "maxHeaderSize: maxHeaderBytes",
      put: "maxHeaderSize: 4 * maxHeaderBytes",
    },
  ]),
  {
    defence: "closes connections that send before they are answered",
    file: "gateway/connections.ts",
    find: "if (unanswered.has(socket)) {",
    put: "if (unanswered.has(socket) && socket.destroyed) {",
    noticedBy: ["test/unit/gateway/refuse-pipelining"],
  },
  {
    defence: "closes connections on which nothing comes any more",
    test: "a gateway closes a connection on which nothing comes for 65 s",
    file: app,
    find: "keepAliveTimeout: 65_000,",
    put: "keepAliveTimeout: 650_000,",
    noticedBy: ["test/fault/idle-connection"],
    project: "fault",
  },
  {
    defence: "closes connections that are only kept open when there are too many",
    test: "keep others out when there are too many",
    file: app,
    find: 'app.server.on("drop", () => app.server.closeIdleConnections());',
    noticedBy: ["test/unit/gateway/app"],
  },
  {
    defence: "disconnects clients that read nothing",
    file: "gateway/mcp/transport/http-answer.ts",
    find: "socket.setTimeout(stallMs, cutOff);",
    noticedBy: ["test/unit/gateway/mcp/http-answer.slow-readers"],
  },
  {
    defence: "disconnects clients that read too slowly",
    file: "gateway/mcp/transport/http-answer.ts",
    find: "if (looksBehind >= looksPerBehind) cutOff();",
    noticedBy: ["test/unit/gateway/mcp/http-answer.slow-readers"],
  },
  {
    defence: "limits the bytes of answers that a person has not read",
    file: "gateway/admission/local-limits.ts",
    find: "if (held.of(personKey(person)) + bytes > answerBytesOfPerson)",
    put: "if (held.of(personKey(person)) + bytes > answerBytes)",
    noticedBy: ["test/unit/gateway/mcp/unread-answers"],
  },
  {
    defence: "leaves room for answers to others than one tenant",
    file: "gateway/admission/local-limits.ts",
    find: "held.of(person.tenantId) + bytes > free",
    put: "bytes > free",
  },
  {
    defence: "gives the room of an answer back when it has been read, not before",
    file: "gateway/mcp/mcp-route.ts",
    find: 'else raw.once("close", end);',
    put: "else end();",
    noticedBy: ["test/unit/gateway/mcp/unread-answers"],
  },
  {
    defence: "counts an answer from its first part on",
    file: "gateway/queue/run-queued.ts",
    find: "return keep(event.bytes);",
    put: "return;",
  },
  ...alike({ file: "gateway/admission/local-limits.ts", noticedBy: ["test/unit/gateway/app"] }, [
    {
      defence: "limits the requests of a person that are open",
      test: "a person with too many requests may hold so many open, and no",
      find: "if (open.of(person) >= limitsOf(caller.tenantId).perUser + openBesideCalls)",
      put: "if (open.of(person) >= 1_000 * (limitsOf(caller.tenantId).perUser + openBesideCalls))",
    },
    {
      defence: "limits the rate of a person's requests, whatever they ask",
      find: "if (overMs > 0)",
      put: "if (overMs > burstMs * 1_000)",
    },
  ]),
  {
    defence: "closes connections of requests that were answered before their body came",
    test: "a person with too many requests keeps no connection by a",
    file: "gateway/app.ts",
    find: "  cutOffAnswered(app);\n",
    noticedBy: ["test/unit/gateway/app"],
  },
]);
