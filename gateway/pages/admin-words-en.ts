import type { ConsentApp } from "./consent-links.ts";
import type { RevocableContent } from "./revocations.ts";

export interface AdminWords {
  title: string;
  lead: string;
  apps: Readonly<Record<ConsentApp, string>>;
  clientAppUnknown: string;
  redirectUri: string;
  consent: string;
  consentText: string;
  tenant: string;
  tenantHint: string;
  tenantWrong: string;
  showLinks: string;
  linksFor: (tenant: string) => string;
  consentTo: Readonly<Record<ConsentApp, string>>;
  consentGives: Readonly<Record<ConsentApp, string>>;
  afterConsent: string;
  pilot: string;
  pilotSteps: readonly string[];
  access: string;
  accessSteps: readonly string[];
  /** What holds where people sign in at the connector. */
  accessAtConnector: readonly string[];
  egress: string;
  egressUnknown: string;
  revoke: string;
  revokeText: string;
  toBlock: string;
  permissions: string;
  effect: string;
  contents: Readonly<Record<RevocableContent, string>>;
  stops: string;
  givesLess: string;
  refuses: string;
  notRead: string;
  others: readonly (readonly [what: string, how: string])[];
}

/** As Microsoft's own admin pages name things. Texts are for `inlineText`, but for headings and what `lead` says. */
export const adminWordsEn: AdminWords = {
  title: "Set up the connector for your organisation",
  lead:
    "For Entra admins. This page changes nothing: its links lead to Microsoft, where you sign in and decide. " +
    "People can use the connector once you have consented to both apps, and read only what you grant.",
  apps: { server: "Server app, client ID", client: "Client app, client ID" },
  clientAppUnknown:
    "The app whose client ID you give to users. Consent to it in the same way, or ask the operator of this server.",
  redirectUri: "Redirect URI of both apps",
  consent: "1. Consent",
  consentText:
    "Consent once for everybody, to the Server app first: the Client app asks for a permission of the Server " +
    "app, which has to be in your tenant by then.",
  tenant: "Your tenant",
  tenantHint: "The tenant ID, or a domain of your organisation, such as contoso.onmicrosoft.com.",
  tenantWrong:
    "This is neither a tenant ID nor a domain. You find both in the Entra admin center under Overview. Personal " +
    "Microsoft accounts have no tenant of their own.",
  showLinks: "Show the links",
  linksFor: (tenant) => `Links for ${tenant}`,
  consentTo: { server: "Consent to the Server app", client: "Consent to the Client app" },
  consentGives: {
    server:
      "Lets the connector read Microsoft 365 on behalf of people who sign in, with the permissions that you see " +
      "there.",
    client: "Lets people of your organisation sign in at the connector.",
  },
  afterConsent:
    "Microsoft then sends you back to a page of this server. If Microsoft shows AADSTS50011 instead, the " +
    "operator of this server has to add the redirect URI above to that app.",
  pilot: "2. Start with a pilot group",
  pilotSteps: [
    "Open *Enterprise applications* in the Entra admin center. Do the following for the Server app and for the " +
      "Client app.",
    "*Properties*: set *Assignment required?* to *Yes*.",
    "*Users and groups*: add the group. Only its direct members count, not those of nested groups.",
    "Add more groups later, or set *Assignment required?* to *No* for everybody. Whoever is not assigned sees " +
      "AADSTS50105.",
  ],
  access: "3. Conditional Access",
  accessSteps: [
    "As *Target resources*, select the *Server app* in the policies that should apply to Microsoft 365. They are " +
      "then evaluated when people sign in. The Client app can't be selected, since it is a public client.",
    "A policy that targets Microsoft 365 alone is evaluated when the connector exchanges a token: it then sees " +
      "the connector's addresses, and can't see a compliant device.",
  ],
  accessAtConnector: [
    "The sign-in takes place in the person's browser, but codes and renewals come from the connector. A policy " +
      "that allows certain networks only has to allow the addresses below, as a *named location*, or people see " +
      "AADSTS53003.",
    "Location is then checked at the sign-in only. Set a *sign-in frequency* to check it again regularly.",
  ],
  egress: "The connector's addresses",
  egressUnknown: "Ask the operator of this server: they are not given in its settings (`EGRESS_ADDRESSES`).",
  revoke: "4. Revoke",
  revokeText:
    "*Enterprise applications → the Server app → Permissions*: revoke a permission to block one kind of content " +
    "and no other. If users consented themselves, remove their grants, too. It takes effect within 10 minutes, " +
    "unless the operator has set another time (`OBO_CACHE_MAX_SECONDS`).",
  toBlock: "To block",
  permissions: "Revoke",
  effect: "Effect",
  contents: {
    mail: "Mail",
    sharedMail: "Other people's mail",
    calendar: "Calendars",
    sharePoint: "SharePoint",
    oneDrive: "OneDrive files",
    chats: "Teams chats",
    channels: "Teams channels",
    teamNames: "Names of teams and channels",
    transcripts: "Meeting transcripts",
    people: "People whom somebody works with",
    directory: "The directory: managers and direct reports",
    notes: "OneNote",
    tasks: "Tasks in To Do and Planner",
  },
  stops: "Stops: ",
  givesLess: "Gives less: ",
  refuses: "Refuses the argument: ",
  notRead: "`read_resource` no longer reads it.",
  others: [
    ["One person", "Remove the assignment, disable the account, or *Users → Revoke sessions*."],
    [
      "Everything",
      "*Enterprise applications → the Server app → Properties*: set *Enabled for users to sign-in?* to *No*.",
    ],
  ],
};
