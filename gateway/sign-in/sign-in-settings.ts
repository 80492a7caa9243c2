import { z } from "zod";
import type { SettingRule } from "#common/setting-rules.ts";
import { commaSeparated, guidSetting, keyRingSetting, makeKey, type SealingKeys } from "#common/settings.ts";
import { redirectEntryProblem, rulesOfEntry } from "./redirects.ts";

const section = "Sign-in";

const redirectEntry = z.string().transform((entry, context) => {
  const rules = rulesOfEntry(entry);
  if (rules !== undefined) return rules;
  context.addIssue({ code: "custom", message: redirectEntryProblem });
  return z.NEVER;
});

/** Whether and how people sign in at this server. */
export const signInSettings = {
  SIGN_IN_CLIENT_ID: guidSetting.optional().meta({
    section,
    description:
      "Client ID of the app in Entra that people sign in with, a public client. The gateway then is the " +
      "authorization server of its MCP clients, which need nothing but its URL. If not set: clients sign in at Entra " +
      "itself, with a client ID of their own. See `docs/clients.md`.",
    examples: ["00000000-0000-4000-8000-000000000000"],
  }),
  SIGN_IN_KEYS: keyRingSetting.optional().meta({
    section,
    description:
      "Keys of the sign-in, in the form of `SEALING_KEYS`, for the gateways alone: workers could forge sign-ins with " +
      "them. Required with `SIGN_IN_CLIENT_ID`. Keep an old key in the ring for 90 days, or people have to sign in " +
      `again. To generate one: \`${makeKey}\``,
    examples: ["k1:base64-of-32-random-bytes"],
  }),
  SIGN_IN_REDIRECTS: commaSeparated
    .pipe(z.array(redirectEntry))
    .default([])
    .meta({
      section,
      description:
        "Redirect URIs that clients may have, comma separated, in addition to programs on the user's own machine, " +
        "Claude, ChatGPT and Cursor, which are always allowed. Each is an exact `https` address without a query, " +
        "such as `https://chat.example.com/api/mcp/m365/oauth/callback`, or one that ends in `/*` (one segment of 1 " +
        "to 128 letters, digits, `-` and `_`), or `copilot-studio`, or `vscode-dev`. See `docs/clients.md`.",
      examples: ["https://chat.example.com/api/mcp/m365/oauth/callback"],
    }),
  SIGN_IN_CIMD: z
    .enum(["on", "any", "off"])
    .optional()
    .meta({
      section,
      description:
        "Whether clients may use the URL of their metadata document as client ID, instead of registering, so that " +
        "the gateway fetches it: `on` for Claude, ChatGPT, VS Code and a few others, `any` for every host on the " +
        "internet, or `off`. If not set: `on`, and `off` with `HTTPS_PROXY`. See `docs/clients.md`.",
      examples: ["off"],
    }),
};

interface SignInSettings extends z.output<z.ZodObject<typeof signInSettings>> {
  AZURE_CLIENT_ID: string;
  ALLOWED_CLIENTS: readonly string[];
  ALLOWED_ASSISTANTS: readonly string[];
  SEALING_KEYS: SealingKeys;
  HTTPS_PROXY?: string | undefined;
}

const sharesKey = (ring: SealingKeys, other: SealingKeys) =>
  ring.some(({ key }) => other.some((sealing) => key.equals(sealing.key)));

/** Combinations that would keep everybody out, or let somebody in. */
export const signInRules: readonly SettingRule<SignInSettings>[] = [
  [
    "SIGN_IN_KEYS",
    ({ SIGN_IN_CLIENT_ID: id, SIGN_IN_KEYS: keys }) => id !== undefined && keys === undefined,
    `is required with SIGN_IN_CLIENT_ID, the same for all gateways; to make one: ${makeKey}`,
  ],
  [
    "SIGN_IN_KEYS",
    ({ SIGN_IN_KEYS: keys, SEALING_KEYS: sealing }) => keys !== undefined && sharesKey(keys, sealing),
    "must have none of the keys in SEALING_KEYS: every worker has those, and could forge sign-ins",
  ],
  [
    "SIGN_IN_CLIENT_ID",
    ({ AZURE_CLIENT_ID, SIGN_IN_CLIENT_ID: id }) => id === AZURE_CLIENT_ID,
    "must be the id of a public client app, not of the Server app, which has a secret",
  ],
  [
    "ALLOWED_CLIENTS",
    ({ SIGN_IN_CLIENT_ID: id, ALLOWED_CLIENTS: allowed }) => {
      return id !== undefined && allowed.length > 0 && !allowed.includes(id);
    },
    "must hold SIGN_IN_CLIENT_ID, or be empty: everybody who signs in at this server is that client",
  ],
  [
    "ALLOWED_ASSISTANTS",
    ({ SIGN_IN_CLIENT_ID: id, ALLOWED_ASSISTANTS: allowed }) => id === undefined && allowed.length > 0,
    "has no effect without SIGN_IN_CLIENT_ID: where clients sign in at Entra, ALLOWED_CLIENTS names their apps",
  ],
  [
    "SIGN_IN_CIMD",
    ({ SIGN_IN_CIMD, HTTPS_PROXY }) => SIGN_IN_CIMD === "any" && HTTPS_PROXY !== undefined,
    "can't be any with HTTPS_PROXY: a proxy hides the addresses of strangers. Set on, for known hosts, or off",
  ],
];

/** Hosts of which the documents of clients are read: known ones, any, or none. */
export const documentsRead = ({ SIGN_IN_CIMD, HTTPS_PROXY }: Pick<SignInSettings, "SIGN_IN_CIMD" | "HTTPS_PROXY">) =>
  SIGN_IN_CIMD ?? (HTTPS_PROXY === undefined ? "on" : "off");
