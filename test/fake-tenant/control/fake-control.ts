import type { ShareLevel } from "#test/fake-tenant/data/calendar/calendar-shares.ts";
import type { NewMessage } from "#test/fake-tenant/data/mail-types.ts";
import type { MintOptions } from "#test/fake-tenant/entra/mint-token.ts";
import type { AdministratorAnswer, AdministratorRequest } from "#test/fake-tenant/registrations/registrations.ts";
import type { NewAccessPolicy } from "#test/fake-tenant/world/access-policies.ts";
import type { RedirectPlatform } from "#test/fake-tenant/world/apps.ts";
import type { Behaviour } from "#test/fake-tenant/world/behaviour.ts";
import type { NewUser } from "#test/fake-tenant/world/directory.ts";
import type { OboSwap } from "#test/fake-tenant/world/obo-swaps.ts";
import type { FakeStats } from "#test/fake-tenant/world/request-log.ts";
import type { Rule } from "#test/fake-tenant/world/rules.ts";

export interface DirectoryUser {
  id: string;
  tenantId: string;
  userPrincipalName: string;
  mail: string | null;
  displayName: string;
  timeZone: string;
  userType: "Member" | "Guest";
  hasMailbox: boolean;
  isSharedMailbox: boolean;
  /** Users with access to this mailbox. */
  mailboxDelegates: string[];
  /** Strings that stand only in this user's private mail, files, notes and meetings. */
  canaries: string[];
}

export interface DirectoryTenant {
  id: string;
  domain: string;
  displayName: string;
  users: DirectoryUser[];
}

export interface DirectoryView {
  tenants: DirectoryTenant[];
  serverApp: {
    clientId: string;
    clientSecret: string;
    expiredClientSecret: string;
    /** Hex, as MSAL's thumbprintSha256. */
    certificateThumbprintSha256: string;
    /** Private key and certificate in one PEM file, for AZURE_CLIENT_CERTIFICATE_PATH. */
    certificatePath: string;
    privateKeyPath: string;
    identifierUris: string[];
  };
  /** A client of somebody's own, with a secret, of all platforms. */
  clientApp: { clientId: string; clientSecret: string; redirectUris: string[] };
  /** The generated Client app where clients sign in at Entra: no secret, and addresses of Claude and loopback. */
  publicClientApp: { clientId: string; redirectUris: string[] };
  /** The generated Client app of a connector on localhost, at any port, at which people sign in. */
  signInApp: { clientId: string; redirectUris: string[] };
  /** The delegated scope, fully qualified, as a client must ask for it. */
  scope: string;
  scopeName: string;
}

export interface AddedMessage {
  id: string;
  immutableId: string;
}

export interface NewFile {
  /** Below the drive's root, folders made when missing: `A/B/name.docx`. */
  path: string;
  /** The name of a site in its address, whose first library takes it; default the user's OneDrive. */
  site?: string;
  /** Content as UTF-8, and what search knows of it. */
  text?: string;
  /** Content where it is no text; search then knows `text`. */
  base64?: string;
  mimeType?: string;
  /** ISO 8601; default now. */
  modifiedDateTime?: string;
  /** Ids of others who may open it. */
  sharedWith?: string[];
}

export interface AddedFile {
  driveId: string;
  itemId: string;
  webUrl: string;
}

/**
 * A line in the chat with somebody (oneself: the notes), or in a channel named `Team/Channel`, under a root if one is
 * given.
 */
export type NewChatLine = {
  html: string;
  subject?: string;
  createdDateTime?: string;
  /** Pasted at its end. */
  pictures?: { contentType: string; base64: string }[];
} & ({ withUserId: string } | { channel: string; replyTo?: string });

export interface AddedChatMessage {
  id: string;
  chatId?: string;
  teamId?: string;
  channelId?: string;
}

export interface NewCalendarEvent {
  subject: string;
  /** ISO 8601 with zone. */
  startDateTime: string;
  endDateTime: string;
  html?: string;
  location?: string;
  /** IANA; default UTC. */
  timeZone?: string;
  isAllDay?: boolean;
  isPrivate?: boolean;
  /** Users who are invited and have accepted. */
  attendeeIds?: string[];
}

export interface NewTodoTask {
  title: string;
  /** By name; made when there is none. Default: the first. */
  list?: string;
  /** Text. */
  note?: string;
  /** ISO 8601 with zone. */
  dueDateTime?: string;
  status?: string;
}

/** A list with rows that differ by a number only. */
export interface GeneratedList {
  /** By its name. The user becomes a member of it. */
  site: string;
  name: string;
  count: number;
}

export interface NewNotePage {
  title: string;
  /** What is in the body. */
  html: string;
  /** By its name. The user becomes a member of it. Default: a notebook of the user's own. */
  site?: string;
  /** By their names; made when there are none. */
  notebook?: string;
  section?: string;
}

export interface GeneratedMail {
  count: number;
  /** Words put into each subject and body, to search for. */
  text?: string;
  folder?: string;
  /** The newest is received now, the others this far apart. Default one minute. */
  apartSeconds?: number;
}

export interface Population {
  tenants: number;
  usersPerTenant: number;
  /** Beside the private one; default 0. */
  messagesPerUser?: number;
  /** Default User.Read and Mail.Read. */
  scopes?: string[];
}

/**
 * Everything that tests and the demo may do to the fake cloud. The same interface works in process and over the control
 * door, so all values are plain JSON.
 */
export interface FakeControl {
  directory(): Promise<DirectoryView>;
  /** A token for the Server app: flawless by default, defective exactly as asked. */
  mintToken(options?: MintOptions): Promise<string>;
  /** What a cluster writes to AZURE_FEDERATED_TOKEN_FILE; claims can be overridden. */
  mintFederatedToken(claims?: Record<string, unknown>): Promise<string>;

  /** Replaces the Graph permissions granted to the Server app: for all users of a tenant, or one user's own. */
  setGrants(tenantId: string, scopes: readonly string[], userId?: string): Promise<void>;
  /** Users must be assigned to the app, else 50105. */
  requireAssignment(tenantId: string, required: boolean): Promise<void>;
  assign(tenantId: string, userId: string, assigned?: boolean): Promise<void>;
  /** Sign-ins before now no longer count: 50173 at Entra; cp1 tokens get a claims challenge from Graph. */
  revokeSessions(userId: string): Promise<void>;
  disableUser(userId: string, disabled?: boolean): Promise<void>;
  suspendTenant(tenantId: string, suspended?: boolean): Promise<void>;
  setContinuousAccess(tenantId: string, enabled: boolean): Promise<void>;
  /**
   * Conditional Access: On-Behalf-Of is refused until the user signed in with the `claims` of the challenge. Returns
   * those claims (raw JSON), which a minted token meets by `claims: { capolids: [...] }`.
   */
  addAccessPolicy(policy: NewAccessPolicy): Promise<string>;
  /**
   * Conditional Access by location: a tenant's tokens go to these addresses only. Whoever asks is judged by the address
   * of the connection: a browser at the sign-in, a server at a code, a refresh and an exchange. null lifts it.
   */
  allowOnlyFrom(tenantId: string, addresses: readonly string[] | null): Promise<void>;
  clearAccessPolicies(): Promise<void>;
  /** Whether people of the tenant may consent for themselves; off at the start. */
  allowUserConsent(tenantId: string, allowed: boolean): Promise<void>;
  /** Consent to a client: an admin's for the tenant, given at the start, or one person's own. */
  setConsent(tenantId: string, clientId: string, consented: boolean, userId?: string): Promise<void>;
  /** Gives or takes access to another's mailbox. */
  shareMailbox(ownerId: string, delegateId: string, shared?: boolean): Promise<void>;
  /** Lets a user read one folder of a mailbox, by its path. */
  shareFolder(ownerId: string, delegateId: string, path: string): Promise<{ id: string }>;

  addUser(user: NewUser): Promise<DirectoryUser>;
  /** Makes many tenants at once, all alike, each user with private mail of the same look and own canaries. */
  populate(size: Population): Promise<DirectoryTenant[]>;
  addMessage(userId: string, message: NewMessage): Promise<AddedMessage>;
  addMessages(userId: string, messages: NewMessage[]): Promise<AddedMessage[]>;
  /** Into the folder at a path, as a person moves it: its ordinary id changes. */
  moveMessage(userId: string, messageId: string, folderPath: string): Promise<AddedMessage>;
  addFile(userId: string, file: NewFile): Promise<AddedFile>;
  addChatMessage(userId: string, line: NewChatLine): Promise<AddedChatMessage>;
  addEvent(userId: string, event: NewCalendarEvent): Promise<{ id: string }>;
  /** Into To Do. */
  addTask(userId: string, task: NewTodoTask): Promise<{ listId: string; id: string }>;
  /** Makes a user a member of a team, by its name. */
  joinTeam(userId: string, team: string): Promise<{ teamId: string }>;
  /** Into a notebook of the user's or of a site. */
  addNotePage(userId: string, page: NewNotePage): Promise<{ id: string; siteId?: string }>;
  /** Puts a list into a site. The id is that of the list. */
  generateList(userId: string, list: GeneratedList): Promise<{ siteId: string; listId: string }>;
  /** Opens one's calendar to another, as a whole by default, or closes it again. */
  shareCalendar(ownerId: string, readerId: string, level?: ShareLevel): Promise<void>;
  /** Fills a mailbox without sending the content over. */
  generateMessages(userId: string, mail: GeneratedMail): Promise<void>;

  /** The ids of all registered applications. */
  applications(): Promise<{ clientId: string; objectId: string }[]>;
  /** A request of an administrator to Graph about applications, judged as there; default of the first tenant. */
  administer(request: AdministratorRequest, tenantId?: string): Promise<AdministratorAnswer>;
  /**
   * Gives the Server app another Application ID URI, past Entra's rules: a test on http://localhost stands for an https
   * address of a verified domain.
   */
  registerIdentifierUri(uri: string): Promise<void>;
  /** For all clients, unless one is named; the Server app has none by itself. */
  registerRedirectUri(uri: string, platform?: RedirectPlatform, clientId?: string): Promise<void>;
  /** Takes every credential of the Server app out, or puts them back. */
  breakServerCredentials(broken: boolean): Promise<void>;

  /** A new signing key comes into use; returns its kid. */
  rotateKeys(): Promise<string>;
  /** Takes a key out of the key document; false when it was not there. */
  removeKey(kid: string): Promise<boolean>;
  publishedKeys(): Promise<{ kid: string; audience: string }[]>;

  addRule(rule: Rule): Promise<void>;
  clearRules(): Promise<void>;
  /** Exchanges answer with another user's token: for fail-closed tests. null ends it. */
  swapOboResult(swap: OboSwap | null): Promise<void>;
  setBehaviour(change: Partial<Behaviour>): Promise<Behaviour>;
  /** Moves the fake's clock forward, on top of the real one. */
  advanceClock(milliseconds: number): Promise<void>;

  stats(): Promise<FakeStats>;
  resetStats(): Promise<void>;
  /** Rules, swaps, behaviour, clock and statistics back to the start; data, grants and accounts stay. */
  resetScript(): Promise<void>;
}
