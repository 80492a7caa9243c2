import { area, without } from "../removal.ts";

const app = "gateway/app.ts";

export const requests = area("requests", [
  without("gateway/mcp/origin-check.ts", {
    "refuses pages of foreign origins":
      "if (others.length > 0 || !allowedOrigins.has(origin)) { → if (others.length > 0) {",
    "refuses another Host": [
      "if (!isForeignHost(request.raw, hosts)) return;",
      "if (!isForeignHost(request.raw, hosts) || hosts.size > 0) return;",
    ],
    "takes the loopback's names from the loopback only": [
      'loopbackHost.test(host) && loopbackAddress.test(request.socket.remoteAddress ?? "")',
      'loopbackHost.test(host) && loopbackAddress.test("127.0.0.1")',
    ],
  }),
  without("gateway/mcp/transport/inbound-message.ts", ["test/unit/gateway/mcp/transport/same-as-sdk"], {
    "refuses messages whose headers tell proxies something else than their body": [
      "const mismatch = headerMismatch(headers, route.message);",
      "const mismatch = headerMismatch(headers, route.message) && undefined;",
    ],
  }),
  without("gateway/mcp/transport/http-answer.ts", {
    "writes nothing before a refusal can no longer be a challenge": [
      'if (state === "held") return;',
      "",
      "an answer that is held is replaced by the refusal, however",
    ],
  }),
  without(app, ["integration/broken-bodies"], {
    "refuses compressed bodies": [
      'if (encoding === undefined || encoding === "identity") return;',
      'if (encoding !== "") return;',
      "a compressed body is refused",
    ],
    "refuses bodies over 64 kB": "const maxBodyBytes = 64 * 1024; → const maxBodyBytes = 640 * 1024;",
  }),
  without(app, ["test/unit/gateway/sign-in/clients"], {
    "refuses __proto__ in a body": 'onProtoPoisoning: "error", → onProtoPoisoning: "ignore",',
  }),
  without("gateway/app.ts", ["test/unit/gateway/turn-queue"], {
    "serves a few requests per turn of the event loop":
      "if (proceeded >= perTurn) { → if (proceeded >= perTurn * 1_000) {",
  }),
  without("common/logger.ts", {
    "keeps fields out of the log that are not listed":
      "filter(([key]) => allowedFields.has(key)) → filter(([key]) => allowedFields.has(key) || key)",
    "keeps the messages of unexpected errors out of the log": "errorName: error.name, → errorName: error.message,",
  }),
  without("gateway/mcp/origin-check.ts", ["unit/gateway/mcp/origin-check.rebinding"], {
    "refuses a second Host":
      "if (value === undefined || others.length > 0) return true; → if (value === undefined) return true;",
    "refuses a second Origin": "others.length > 0 || !allowedOrigins.has(origin) → !allowedOrigins.has(origin)",
  }),
]);
