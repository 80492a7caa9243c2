import type { Area } from "../removal.ts";

const app = "gateway/app.ts";

export const requests: Area = {
  name: "requests",
  removals: [
    {
      defence: "refuses pages of foreign origins",
      file: "gateway/mcp/origin-check.ts",
      find: "if (others.length > 0 || !allowedOrigins.has(origin)) {",
      put: "if (others.length > 0) {",
      noticedBy: ["test/unit/gateway/mcp/origin-check"],
    },
    {
      defence: "refuses another Host",
      file: "gateway/mcp/origin-check.ts",
      find: "if (!isForeignHost(request.raw, hosts)) return;",
      put: "if (!isForeignHost(request.raw, hosts) || hosts.size > 0) return;",
      noticedBy: ["test/unit/gateway/mcp/origin-check"],
    },
    {
      defence: "takes the loopback's names from the loopback only",
      file: "gateway/mcp/origin-check.ts",
      find: 'loopbackHost.test(host) && loopbackAddress.test(request.socket.remoteAddress ?? "")',
      put: 'loopbackHost.test(host) && loopbackAddress.test("127.0.0.1")',
      noticedBy: ["test/unit/gateway/mcp/origin-check"],
    },
    {
      defence: "refuses messages whose headers tell proxies something else than their body",
      file: "gateway/mcp/transport/inbound-message.ts",
      find: "const mismatch = headerMismatch(headers, route.message);",
      put: "const mismatch = headerMismatch(headers, route.message) && undefined;",
      noticedBy: ["test/unit/gateway/mcp/transport/same-as-sdk"],
    },
    {
      defence: "writes nothing before a refusal can no longer be a challenge",
      file: "gateway/mcp/transport/http-answer.ts",
      find: 'if (state === "held") return;',
      put: "",
      noticedBy: ["test/unit/gateway/mcp/transport/http-answer"],
    },
    {
      defence: "refuses compressed bodies",
      file: app,
      find: 'if (encoding === undefined || encoding === "identity") return;',
      put: 'if (encoding !== "") return;',
      noticedBy: ["broken-bodies"],
      project: "integration",
    },
    {
      defence: "refuses bodies over 64 kB",
      file: app,
      find: "const maxBodyBytes = 64 * 1024;",
      put: "const maxBodyBytes = 640 * 1024;",
      noticedBy: ["broken-bodies"],
      project: "integration",
    },
    {
      defence: "refuses __proto__ in a body",
      file: app,
      find: 'onProtoPoisoning: "error",',
      put: 'onProtoPoisoning: "ignore",',
      noticedBy: ["broken-bodies"],
      project: "integration",
    },
    {
      defence: "serves a few requests per turn of the event loop",
      file: "gateway/app.ts",
      find: "if (proceeded >= perTurn) {",
      put: "if (proceeded >= perTurn * 1_000) {",
      noticedBy: ["test/unit/gateway/turn-queue"],
    },
    {
      defence: "keeps fields out of the log that are not listed",
      file: "common/logger.ts",
      find: "filter(([key]) => allowedFields.has(key))",
      put: "filter(([key]) => allowedFields.has(key) || key)",
      noticedBy: ["test/unit/common/logger"],
    },
    {
      defence: "keeps the messages of unexpected errors out of the log",
      file: "common/logger.ts",
      find: "errorName: error.name,",
      put: "errorName: error.message,",
      noticedBy: ["test/unit/common/logger"],
    },
    {
      defence: "refuses a second Host",
      file: "gateway/mcp/origin-check.ts",
      find: "if (value === undefined || others.length > 0) return true;",
      put: "if (value === undefined) return true;",
      noticedBy: ["origin-check.rebinding"],
    },
    {
      defence: "refuses a second Origin",
      file: "gateway/mcp/origin-check.ts",
      find: "others.length > 0 || !allowedOrigins.has(origin)",
      put: "!allowedOrigins.has(origin)",
      noticedBy: ["origin-check.rebinding"],
    },
  ],
};
