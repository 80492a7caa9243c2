import type { NewMessage, StoredMessage } from "#test/fake-tenant/data/mail-types.ts";
import type { Mailbox } from "#test/fake-tenant/data/mailbox.ts";
import { registrableProblem } from "#test/fake-tenant/entra/known-client.ts";
import { type MintOptions, mintFederatedToken, mintToken } from "#test/fake-tenant/entra/mint-token.ts";
import { type AdministratorRequest, administer } from "#test/fake-tenant/registrations/registrations.ts";
import type { SeededApps } from "#test/fake-tenant/registrations/seed-apps.ts";
import type { RedirectPlatform } from "#test/fake-tenant/world/apps.ts";
import { type Behaviour, defaultBehaviour } from "#test/fake-tenant/world/behaviour.ts";
import { challengeFor, type NewAccessPolicy, type OboSwap } from "#test/fake-tenant/world/consents.ts";
import type { NewUser, TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { Rule } from "#test/fake-tenant/world/rules.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import { addEvent, addFile, addLine, addNotePage, addTask, joinTeam } from "./add-content.ts";
import { generatedList, generatedMessages, populate } from "./bulk-data.ts";
import type {
  GeneratedList,
  GeneratedMail,
  NewCalendarEvent,
  NewChatLine,
  NewFile,
  NewNotePage,
  NewTodoTask,
  Population,
} from "./control-types.ts";
import { directoryView, tenantView, userView } from "./directory-view.ts";

interface ControlParts {
  world: World;
  clock: { offsetMs: number };
  /** The apps that were there at the start. */
  seeded: SeededApps | undefined;
  /** Where the Server app's key and certificate lie. */
  credentialPaths: { certificatePath: string; privateKeyPath: string };
}

/**
 * Everything that tests and the demo may do to the fake cloud, acting on the world directly. Unknown ids throw. All
 * values are plain JSON, since the same methods are called over the control door.
 */
export function createControl(parts: ControlParts) {
  const { world, clock } = parts;
  const tenant = (id: string): TenantRecord => world.directory.tenants.get(id) ?? unknown("tenant", id);
  const user = (id: string): UserRecord => world.directory.users.get(id) ?? unknown("user", id);
  const mailbox = (id: string): Mailbox => world.mail.mailbox(user(id)) ?? unknown("mailbox", id);
  const { secrets = [], certificates = [], federatedCredentials = [] } = world.apps.findServer() ?? {};
  const [keptSecrets, keptCertificates, keptFederated] = [[...secrets], [...certificates], [...federatedCredentials]];
  const kept = { secrets: keptSecrets, certificates: keptCertificates };

  const idsOf = ({ id, immutableId }: StoredMessage) => ({ id, immutableId });

  return {
    directory: async () => directoryView(world, parts.credentialPaths, parts.seeded, kept),
    /** A token for the Server app: flawless by default, defective exactly as asked. */
    mintToken: (options?: MintOptions) => mintToken(world, options),
    /** What a cluster writes to AZURE_FEDERATED_TOKEN_FILE; claims can be overridden. */
    mintFederatedToken: (claims?: Record<string, unknown>) => mintFederatedToken(world, claims),
    /** Replaces the Graph permissions granted to the Server app: for all users of a tenant, or one user's own. */
    setGrants: async (tenantId: string, scopes: readonly string[], userId?: string) =>
      world.grants.set(tenant(tenantId).id, scopes, userId),
    /** Users must be assigned to the app, else 50105. */
    async requireAssignment(tenantId: string, required: boolean) {
      tenant(tenantId).assignmentRequired = required;
    },
    async assign(tenantId: string, userId: string, assigned = true) {
      const { assignedUserIds } = tenant(tenantId);
      if (assigned) assignedUserIds.add(userId);
      else assignedUserIds.delete(userId);
    },
    /** Sign-ins before now no longer count: 50173 at Entra; cp1 tokens get a claims challenge from Graph. */
    async revokeSessions(userId: string) {
      user(userId).revokedBeforeSeconds = nowSeconds(world) + 1;
    },
    async disableUser(userId: string, disabled = true) {
      user(userId).accountEnabled = !disabled;
    },
    async suspendTenant(tenantId: string, suspended = true) {
      tenant(tenantId).suspended = suspended;
    },
    async setContinuousAccess(tenantId: string, enabled: boolean) {
      tenant(tenantId).continuousAccess = enabled;
    },
    /**
     * Conditional Access: On-Behalf-Of is refused until the user signed in with the `claims` of the challenge. Returns
     * those claims (raw JSON), which a minted token meets by `claims: { capolids: [...] }`.
     */
    addAccessPolicy: async (policy: NewAccessPolicy) => challengeFor(world.policies.add(policy)),
    /**
     * Conditional Access by location: a tenant's tokens go to these addresses only. Whoever asks is judged by the
     * address of the connection: a browser at the sign-in, a server at a code, a refresh and an exchange. null lifts
     * it.
     */
    allowOnlyFrom: async (tenantId: string, addresses: readonly string[] | null) =>
      world.policies.allowOnlyFrom(tenant(tenantId).id, addresses),
    clearAccessPolicies: async () => world.policies.clear(),
    /** Whether people of the tenant may consent for themselves; off at the start. */
    allowUserConsent: async (tenantId: string, allowed: boolean) =>
      world.consents.allowUsers(tenant(tenantId).id, allowed),
    /** Consent to a client: an admin's for the tenant, given at the start, or one person's own. */
    setConsent: async (tenantId: string, clientId: string, consented: boolean, userId?: string) =>
      world.consents.set(tenant(tenantId).id, clientId, consented, userId),
    /** Gives or takes access to another's mailbox. */
    async shareMailbox(ownerId: string, delegateId: string, shared = true) {
      const { mailboxDelegates } = user(ownerId);
      if (shared) mailboxDelegates.add(user(delegateId).id);
      else mailboxDelegates.delete(delegateId);
    },
    /** Lets a user read one folder of a mailbox, by its path. */
    async shareFolder(ownerId: string, delegateId: string, path: string) {
      const { folderDelegates } = user(ownerId);
      const { id } = mailbox(ownerId).ensureFolder(path);
      folderDelegates.set(delegateId, (folderDelegates.get(delegateId) ?? new Set()).add(id));
      return { id };
    },
    /** Makes many tenants at once, all alike, each user with private mail of the same look and own canaries. */
    populate: async (size: Population) => populate(world, size).map((made) => tenantView(world, made)),
    addUser: async (added: NewUser) => userView(world.directory.addUser(added)),
    addMessage: async (userId: string, message: NewMessage) => idsOf(mailbox(userId).add(message)),
    addMessages: async (userId: string, messages: NewMessage[]) =>
      messages.map((message) => idsOf(mailbox(userId).add(message))),
    /** Into the folder at a path, as a person moves it: its ordinary id changes. */
    moveMessage: async (userId: string, messageId: string, folderPath: string) =>
      idsOf(mailbox(userId).move(messageId, folderPath)),
    addFile: async (userId: string, file: NewFile) => addFile(world, user(userId), file),
    addChatMessage: async (userId: string, line: NewChatLine) => addLine(world, user(userId), line),
    addEvent: async (userId: string, event: NewCalendarEvent) => addEvent(world, user(userId), event),
    /** Into a notebook of the user's or of a site. */
    addNotePage: async (userId: string, page: NewNotePage) => addNotePage(world, user(userId), page),
    /** Puts a list into a site. The id is that of the list. */
    generateList: async (userId: string, list: GeneratedList) => generatedList(world, user(userId), list),
    /** Into To Do. */
    addTask: async (userId: string, task: NewTodoTask) => addTask(world, user(userId), task),
    /** Makes a user a member of a team, by its name. */
    joinTeam: async (userId: string, team: string) => joinTeam(world, user(userId), team),
    /** Fills a mailbox without sending the content over. */
    async generateMessages(userId: string, mail: GeneratedMail) {
      const target = mailbox(userId);
      for (const message of generatedMessages(mail, world.now())) target.add(message);
    },
    /** The ids of all registered applications. */
    applications: async () => world.apps.all().map(({ clientId, objectId }) => ({ clientId, objectId })),
    /** A request of an administrator to Graph about applications, judged as there; default of the first tenant. */
    administer: async (request: AdministratorRequest, tenantId = [...world.directory.tenants.keys()][0] ?? "") =>
      administer(world, tenant(tenantId).id, request),
    /**
     * Gives the Server app another Application ID URI, past Entra's rules: a test on http://localhost stands for an
     * https address of a verified domain.
     */
    async registerIdentifierUri(uri: string) {
      world.apps.server.identifierUris.push(uri);
    },
    /** For all clients, unless one is named; the Server app has none by itself. */
    async registerRedirectUri(uri: string, platform: RedirectPlatform = "publicClient", clientId?: string) {
      const problem = registrableProblem(uri);
      if (problem !== undefined) throw new Error(`Entra registers no redirect address such as ${uri}: ${problem}.`);
      const named = clientId === undefined ? world.apps.clients() : [world.apps.find(clientId)];
      for (const app of named) {
        if (app === undefined) throw new Error(`The fake cloud has no application ${clientId}.`);
        app.redirectUris.push({ uri, platform });
      }
    },
    /** Takes every credential of the Server app out, or puts them back. */
    async breakServerCredentials(broken: boolean) {
      secrets.splice(0, secrets.length, ...(broken ? [] : keptSecrets));
      certificates.splice(0, certificates.length, ...(broken ? [] : keptCertificates));
      federatedCredentials.splice(0, federatedCredentials.length, ...(broken ? [] : keptFederated));
    },
    /** A new signing key comes into use; returns its kid. */
    rotateKeys: () => world.keys.rotate(),
    /** Takes a key out of the key document; false when it was not there. */
    removeKey: async (kid: string) => world.keys.remove(kid),
    publishedKeys: async () => world.keys.published().map(({ kid, audience }) => ({ kid, audience })),
    addRule: async (rule: Rule) => world.rules.add(rule),
    clearRules: async () => world.rules.clear(),
    /** Exchanges answer with another user's token: for fail-closed tests. null ends it. */
    swapOboResult: async (swap: OboSwap | null) => world.oboSwaps.set(swap),
    async setBehaviour(change: Partial<Behaviour>) {
      Object.assign(world.behaviour, change);
      world.log.keepRequests = world.behaviour.keepRequestLog;
      return { ...world.behaviour };
    },
    /** Moves the fake's clock forward, on top of the real one. */
    async advanceClock(milliseconds: number) {
      clock.offsetMs += milliseconds;
    },
    stats: async () => world.log.snapshot(),
    resetStats: async () => world.log.reset(),
    /** Rules, swaps, behaviour, clock and statistics back to the start; data, grants and accounts stay. */
    async resetScript() {
      world.rules.clear();
      world.oboSwaps.set(null);
      world.policies.clear();
      Object.assign(world.behaviour, defaultBehaviour);
      world.log.keepRequests = true;
      clock.offsetMs = 0;
      world.log.reset();
    },
  };
}

export type FakeControl = ReturnType<typeof createControl>;

function unknown(kind: string, id: string): never {
  throw new Error(`The fake cloud has no ${kind} ${id}.`);
}
