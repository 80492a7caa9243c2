import { area, without } from "../removal.ts";

const app = "gateway/app.ts";

export const connections = area("connections", [
  without(app, ["integration/slow-senders"], {
    "ends requests whose head or body comes too slowly": [
      "requestTimeout: 10_000,",
      "requestTimeout: 60_000,",
      "600 slow senders are cut off within 15 s, and good callers don",
    ],
    "limits the connections of a gateway": [
      "app.server.maxConnections = maxConnections;",
      "",
      "the connections of a gateway are limited, and serve again",
    ],
    "limits the size of a request's headers": [
      "maxHeaderSize: maxHeaderBytes",
      "maxHeaderSize: 4 * maxHeaderBytes",
      "headers of more than 24 kB are refused",
    ],
  }),
  without("gateway/connections.ts", ["test/unit/gateway/refuse-pipelining"], {
    "closes connections that send before they are answered":
      "if (unanswered.has(socket)) { → if (unanswered.has(socket) && socket.destroyed) {",
  }),
  without(app, ["test/fault/idle-connection"], {
    "closes connections on which nothing comes any more": [
      "keepAliveTimeout: 65_000,",
      "keepAliveTimeout: 650_000,",
      "a gateway closes a connection on which nothing comes for 65 s",
    ],
  }),
  without(app, ["test/unit/gateway/app"], {
    "closes connections that are only kept open when there are too many": [
      'app.server.on("drop", () => app.server.closeIdleConnections());',
      "",
      "keep others out when there are too many",
    ],
  }),
  without("gateway/mcp/transport/http-answer.ts", ["test/unit/gateway/mcp/http-answer.slow-readers"], {
    "disconnects clients that read nothing": "socket.setTimeout(stallMs, cutOff);",
    "disconnects clients that read too slowly": "if (looksBehind >= looksPerBehind) cutOff();",
  }),
  without("gateway/admission/local-limits.ts", ["test/unit/gateway/mcp/unread-answers"], {
    "limits the bytes of answers that a person has not read": [
      "if (held.of(personKey(person)) + bytes > answerBytesOfPerson)",
      "if (held.of(personKey(person)) + bytes > answerBytes)",
    ],
  }),
  without("gateway/admission/local-limits.ts", {
    "leaves room for answers to others than one tenant": "held.of(person.tenantId) + bytes > free → bytes > free",
  }),
  without("gateway/mcp/mcp-route.ts", ["test/unit/gateway/mcp/unread-answers"], {
    "gives the room of an answer back when it has been read, not before": 'else raw.once("close", end); → else end();',
  }),
  without("gateway/queue/run-queued.ts", {
    "counts an answer from its first part on": "return keep(event.bytes); → return;",
  }),
  without("gateway/admission/local-limits.ts", ["test/unit/gateway/app"], {
    "limits the requests of a person that are open": [
      "if (open.of(person) >= limitsOf(caller.tenantId).perUser + openBesideCalls)",
      "if (open.of(person) >= 1_000 * (limitsOf(caller.tenantId).perUser + openBesideCalls))",
      "a person with too many requests may hold so many open, and no",
    ],
    "limits the rate of a person's requests, whatever they ask": "if (overMs > 0) → if (overMs > burstMs * 1_000)",
  }),
  without("gateway/app.ts", ["test/unit/gateway/app"], {
    "closes connections of requests that were answered before their body came": [
      "  cutOffAnswered(app);\n",
      "",
      "a person with too many requests keeps no connection by a",
    ],
  }),
]);
