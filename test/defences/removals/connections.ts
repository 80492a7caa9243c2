import type { Area } from "../removal.ts";

const app = "gateway/app.ts";

export const connections: Area = {
  name: "connections",
  removals: [
    {
      defence: "ends requests whose head or body comes too slowly",
      file: app,
      find: "requestTimeout: 10_000,",
      put: "requestTimeout: 60_000,",
      noticedBy: ["t19-slow-senders"],
      project: "integration",
    },
    {
      defence: "limits the connections of a gateway",
      file: app,
      find: "app.server.maxConnections = maxConnections;",
      put: "",
      noticedBy: ["t19-slow-senders"],
      project: "integration",
    },
    {
      defence: "limits the size of a request's headers",
      file: app,
      find: "maxHeaderSize: maxHeaderBytes",
      put: "maxHeaderSize: 4 * maxHeaderBytes",
      noticedBy: ["t19-slow-senders"],
      project: "integration",
    },
    {
      defence: "closes connections that send before they are answered",
      file: "gateway/refuse-pipelining.ts",
      find: "if (unanswered.has(socket)) {",
      put: "if (unanswered.has(socket) && socket.destroyed) {",
      noticedBy: ["test/unit/gateway/refuse-pipelining"],
    },
    {
      defence: "closes connections on which nothing comes any more",
      file: app,
      find: "keepAliveTimeout: 65_000,",
      put: "keepAliveTimeout: 650_000,",
      noticedBy: ["test/fault/idle-connection"],
      project: "fault",
    },
    {
      defence: "closes connections that are only kept open when there are too many",
      file: app,
      find: 'app.server.on("drop", () => app.server.closeIdleConnections());',
      put: "",
      noticedBy: ["test/unit/gateway/mcp/limit-requests"],
    },
    {
      defence: "disconnects clients that read nothing",
      file: "gateway/mcp/cut-off-slow-reader.ts",
      find: "socket.setTimeout(stallMs, cutOff);",
      put: "",
      noticedBy: ["test/unit/gateway/mcp/t19-slow-readers"],
    },
    {
      defence: "disconnects clients that read too slowly",
      file: "gateway/mcp/cut-off-slow-reader.ts",
      find: "if (looksBehind >= looksPerBehind) cutOff();",
      put: "",
      noticedBy: ["test/unit/gateway/mcp/t19-slow-readers"],
    },
    {
      defence: "limits the requests of a person that are open",
      file: "gateway/admission/person-requests.ts",
      find: "if (opened >= limitsOf(caller.tenantId).perUser + openBesideCalls)",
      put: "if (opened >= 1_000 * (limitsOf(caller.tenantId).perUser + openBesideCalls))",
      noticedBy: ["test/unit/gateway/mcp/limit-requests"],
    },
    {
      defence: "limits the rate of a person's requests, whatever they ask",
      file: "gateway/admission/person-requests.ts",
      find: "if (overMs > 0)",
      put: "if (overMs > burstMs * 1_000)",
      noticedBy: ["test/unit/gateway/mcp/limit-requests"],
    },
  ],
};
