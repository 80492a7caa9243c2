import { alike, area } from "../removal.ts";

const app = "gateway/app.ts";

export const requests = area("requests", [
  ...alike({ file: "gateway/mcp/origin-check.ts" }, [
    {
      defence: "refuses pages of foreign origins",
      find: "if (others.length > 0 || !allowedOrigins.has(origin)) {",
      put: "if (others.length > 0) {",
    },
    {
      defence: "refuses another Host",
      find: "if (!isForeignHost(request.raw, hosts)) return;",
      put: "if (!isForeignHost(request.raw, hosts) || hosts.size > 0) return;",
    },
    {
      defence: "takes the loopback's names from the loopback only",
      find: 'loopbackHost.test(host) && loopbackAddress.test(request.socket.remoteAddress ?? "")',
      put: 'loopbackHost.test(host) && loopbackAddress.test("127.0.0.1")',
    },
  ]),
  {
    defence: "refuses messages whose headers tell proxies something else than their body",
    file: "gateway/mcp/transport/inbound-message.ts",
    find: "const mismatch = headerMismatch(headers, route.message);",
    put: "const mismatch = headerMismatch(headers, route.message) && undefined;",
    noticedBy: ["test/unit/gateway/mcp/transport/same-as-sdk"],
  },
  {
    defence: "writes nothing before a refusal can no longer be a challenge",
    test: "an answer that is held is replaced by the refusal, however",
    file: "gateway/mcp/transport/http-answer.ts",
    find: 'if (state === "held") return;',
  },
  ...alike({ file: app, noticedBy: ["broken-bodies"], project: "integration" }, [
    {
      defence: "refuses compressed bodies",
      test: "a compressed body is refused",
      find: 'if (encoding === undefined || encoding === "identity") return;',
      put: 'if (encoding !== "") return;',
    },
    {
      defence: "refuses bodies over 64 kB",
      find: "const maxBodyBytes = 64 * 1024;",
      put: "const maxBodyBytes = 640 * 1024;",
    },
    {
      defence: "refuses __proto__ in a body",
      test: "a body with __proto__ is refused",
      find: 'onProtoPoisoning: "error",',
      put: 'onProtoPoisoning: "ignore",',
    },
  ]),
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
  },
  {
    defence: "keeps the messages of unexpected errors out of the log",
    file: "common/logger.ts",
    find: "errorName: error.name,",
    put: "errorName: error.message,",
  },
  ...alike({ file: "gateway/mcp/origin-check.ts", noticedBy: ["origin-check.rebinding"] }, [
    {
      defence: "refuses a second Host",
      find: "if (value === undefined || others.length > 0) return true;",
      put: "if (value === undefined) return true;",
    },
    {
      defence: "refuses a second Origin",
      find: "others.length > 0 || !allowedOrigins.has(origin)",
      put: "!allowedOrigins.has(origin)",
    },
  ]),
]);
