import { area, without } from "../removal.ts";

const terminal = "common/terminal.ts";
const inTerminal = ["test/unit/common/terminal/"];
const inTenants = ["test/unit/gateway/tenants/"];
const ofVerify = ["test/unit/gateway/audit/verify-command"];

export const operators = area("what operators read, write and deploy", [
  without(terminal, inTerminal, {
    "shows controls in a line as text": "{visibleText(text)} → {text}",
    "shows controls of C1 and DEL, and not only those of C0": "\\p{Cc} → \\u0000-\\u001f",
  }),
  without("test/demo/terminal/screen.ts", inTerminal, {
    "shows controls in a text that it styles":
      "styleText(style, visibleText(text), { stream }) → styleText(style, text, { stream })",
  }),
  without("common/run-main.ts", ofVerify, {
    "shows controls in what ends the start of a command": [
      "for (const text of lines) line(text);",
      'process.stderr.write(lines.join("\\n"));',
      "shows a file name as text, also of no file",
    ],
  }),
  without("gateway/audit/verify/verify-chains.ts", ofVerify, {
    "reads key IDs of an audit line by their pattern, before its MAC is checked": [
      "keyId: keyId.optional(),",
      "keyId: z.string().optional(),",
      "shows nothing of a forged line whose keyId is words and",
    ],
  }),
  without("gateway/tenants/parse-tenants-file.ts", inTenants, {
    "takes a tenants file without its last line for cut off": [
      "if (end === null) return {",
      "if (end === null) return undefined;\n  if (end.index < 0) return {",
      "a tenants file is refused wherever it is cut off, and where",
    ],
    "refuses a tenants file of which a part was never written": "if (lost !== -1) return { → if (lost < -1) return {",
    "refuses what follows the end of a tenants file":
      "if (after === -1) return undefined; → if (after >= -1) return undefined;",
  }),
  without("deploy/kubernetes/base/network-policies.yaml", ["test/unit/deploy/network-policies"], {
    "lets HTTPS reach no metadata service": "              - 169.254.0.0/16\n",
  }),
  without("gateway/audit/verify/verify-chains.ts", ["test/unit/gateway/audit/verify-chains"], {
    "takes no line after the last one of a chain": "if (chain.isClosed) return → if (chain.seq < 0) return",
  }),
  without("deploy/make-secrets.sh", ["test/unit/deploy/make-secrets"], {
    "lets other users of a machine into no folder of secrets": "chmod 700 secrets\n",
  }),
]);
