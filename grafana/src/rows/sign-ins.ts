import type { RowSpec } from "../dashboard.ts";
import { perSecond } from "../promql.ts";
import { unit } from "../units.ts";

const refusals = ["refused", "token_refused", "failed_at_entra"];
const events = (names: string, labels: readonly ("event" | "reason")[]) =>
  perSecond("signIns", { by: labels, where: `event=~"${names}"` });

/** The sign-in at the connector: how far people get, and why they don't. */
export const signInsRow: RowSpec = {
  title: "Sign-ins",
  panels: [
    {
      title: "Sign-ins by step",
      description:
        "Only with SIGN_IN_CLIENT_ID. In order: registered (a client), started (the page is shown), approved or " +
        "cancelled (the person's answer), returned (from Entra), signed_in (the client has a token). started without " +
        "approved: people don't continue. approved without returned: Entra keeps them on a page of its own.",
      unit: unit.perSecond,
      width: 12,
      queries: [
        [events("registered|started|approved|cancelled|returned|signed_in", ["event"]), "{{event}}"],
        [events(refusals.join("|"), ["event"]), "{{event}}"],
      ],
      alerts: ["SignInsFail"],
    },
    {
      title: "Renewals",
      description: "Access tokens by refresh token: each client in use needs one about once an hour.",
      unit: unit.perSecond,
      width: 12,
      queries: [[events("refreshed", ["event"]), "renewed"]],
    },
    {
      title: "Sign-ins refused by the connector",
      description:
        "By reason: a client, link or form that is not accepted, or a person whom the tenant's policy refuses. " +
        "token_refused: a token from Entra that this server doesn't accept; the operator has to fix the settings.",
      unit: unit.perSecond,
      width: 12,
      queries: [[events("refused|token_refused", ["event", "reason"]), "{{event}} {{reason}}"]],
    },
    {
      title: "Sign-ins failed at Entra",
      description:
        "By AADSTS number where the connector knows its meaning. Other numbers from Entra's token endpoint are in " +
        "the log and the audit log; those that only a browser brings are not recorded, because anybody could invent " +
        "them. invalid_grant: a session that has ended. server_error: Entra doesn't accept the connector's request. " +
        "temporarily_unavailable: Entra is busy or can't be reached.",
      unit: unit.perSecond,
      width: 12,
      queries: [[events("failed_at_entra", ["reason"]), "{{reason}}"]],
    },
  ],
};
