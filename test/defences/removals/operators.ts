import { alike, area } from "../removal.ts";

const terminal = "common/terminal.ts";
const inTerminal = ["test/unit/common/terminal/"];
const inTenants = ["test/unit/gateway/tenants/"];
const ofVerify = ["test/unit/gateway/audit/verify-command"];

export const operators = area("what operators read, write and deploy", [
  ...alike({ file: terminal, noticedBy: inTerminal }, [
    {
      defence: "shows controls in a line as text",
      find: "{visibleText(text)}",
      put: "{text}",
    },
    { defence: "shows controls of C1 and DEL, and not only those of C0", find: "\\p{Cc}", put: "\\u0000-\\u001f" },
  ]),
  {
    defence: "shows controls in a text that it styles",
    file: "test/demo/terminal/screen.ts",
    find: "styleText(style, visibleText(text), { stream })",
    put: "styleText(style, text, { stream })",
    noticedBy: inTerminal,
  },
  {
    defence: "shows controls in what ends the start of a command",
    test: "shows a file name as text, also of no file",
    file: "common/run-main.ts",
    find: "for (const text of lines) line(text);",
    put: 'process.stderr.write(lines.join("\\n"));',
    noticedBy: ofVerify,
  },
  {
    defence: "reads key IDs of an audit line by their pattern, before its MAC is checked",
    test: "shows nothing of a forged line whose keyId is words and",
    file: "gateway/audit/verify/verify-chains.ts",
    find: "keyId: keyId.optional(),",
    put: "keyId: z.string().optional(),",
    noticedBy: ofVerify,
  },
  ...alike({ file: "gateway/tenants/parse-tenants-file.ts", noticedBy: inTenants }, [
    {
      defence: "takes a tenants file without its last line for cut off",
      test: "a tenants file is refused wherever it is cut off, and where",
      find: "if (end === null) return {",
      put: "if (end === null) return undefined;\n  if (end.index < 0) return {",
    },
    {
      defence: "refuses a tenants file of which a part was never written",
      find: "if (lost !== -1) return {",
      put: "if (lost < -1) return {",
    },
    {
      defence: "refuses what follows the end of a tenants file",
      find: "if (after === -1) return undefined;",
      put: "if (after >= -1) return undefined;",
    },
  ]),
  {
    defence: "lets HTTPS reach no metadata service",
    file: "deploy/kubernetes/base/network-policies.yaml",
    find: "              - 169.254.0.0/16\n",
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
    noticedBy: ["test/unit/deploy/make-secrets"],
  },
]);
