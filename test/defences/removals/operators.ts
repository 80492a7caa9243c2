import type { Area } from "../removal.ts";

const terminal = "common/terminal.ts";
const inTerminal = ["test/unit/common/terminal/"];
const inTenants = ["test/unit/gateway/tenants/"];
const ofVerify = ["test/unit/gateway/audit/verify-command"];

export const operators: Area = {
  name: "what operators read, write and deploy",
  removals: [
    {
      defence: "shows controls in a line as text",
      file: terminal,
      find: "visibleText(text).replaceAll(ownEscape, escapeCharacter)",
      put: "text.replaceAll(ownEscape, escapeCharacter)",
      noticedBy: inTerminal,
    },
    {
      defence: "shows controls in a text that it styles",
      file: terminal,
      find: "styleText(style, visibleText(text), { stream })",
      put: "styleText(style, text, { stream })",
      noticedBy: inTerminal,
    },
    {
      defence: "shows controls of C1 and DEL, and not only those of C0",
      file: "common/terminal.ts",
      find: "\\p{Cc}",
      put: "\\u0000-\\u001f",
      noticedBy: inTerminal,
    },
    {
      defence: "shows controls in what ends the start of a command",
      file: "common/run-main.ts",
      find: "for (const text of lines) line(text);",
      put: 'process.stderr.write(lines.join("\\n"));',
      noticedBy: ofVerify,
    },
    {
      defence: "reads key IDs of an audit line by their pattern, before its MAC is checked",
      file: "gateway/audit/verify/verify-chains.ts",
      find: "keyId: keyId.optional(),",
      put: "keyId: z.string().optional(),",
      noticedBy: ofVerify,
    },
    {
      defence: "takes a tenants file without its last line for cut off",
      file: "gateway/tenants/parse-tenants-file.ts",
      find: "if (end === null) return {",
      put: "if (end === null) return undefined;\n  if (end.index < 0) return {",
      noticedBy: inTenants,
    },
    {
      defence: "refuses a tenants file of which a part was never written",
      file: "gateway/tenants/parse-tenants-file.ts",
      find: "if (lost !== -1) return {",
      put: "if (lost < -1) return {",
      noticedBy: inTenants,
    },
    {
      defence: "refuses what follows the end of a tenants file",
      file: "gateway/tenants/parse-tenants-file.ts",
      find: "if (after === -1) return undefined;",
      put: "if (after >= -1) return undefined;",
      noticedBy: inTenants,
    },
    {
      defence: "lets HTTPS reach no metadata service",
      file: "deploy/kubernetes/base/network-policies.yaml",
      find: "              - 169.254.0.0/16\n",
      put: "",
      noticedBy: ["test/unit/deploy/network-policies"],
    },
    {
      defence: "takes no line after the last one of a chain",
      file: "gateway/audit/verify/verify-chains.ts",
      find: "if (chain.isClosed) return",
      put: "if (chain.seq < 0) return",
      noticedBy: ["test/unit/gateway/audit/verify-chains"],
    },
    {
      defence: "lets other users of a machine into no folder of secrets",
      file: "deploy/make-secrets.sh",
      find: "chmod 700 secrets\n",
      put: "",
      noticedBy: ["test/unit/deploy/make-secrets"],
    },
  ],
};
