import type { Mailbox } from "#test/fake-tenant/data/mailbox.ts";
import { mintFederatedToken } from "#test/fake-tenant/entra/mint-federated-token.ts";
import { mintToken } from "#test/fake-tenant/entra/mint-token.ts";
import { registrableProblem } from "#test/fake-tenant/entra/redirect-addresses.ts";
import { administer } from "#test/fake-tenant/registrations/registrations.ts";
import type { SeededApps } from "#test/fake-tenant/registrations/seed-apps.ts";
import { challengeFor } from "#test/fake-tenant/world/access-policies.ts";
import { defaultBehaviour } from "#test/fake-tenant/world/behaviour.ts";
import type { TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import { addEvent, addFile, addLine, addNotePage, addTask, joinTeam } from "./add-content.ts";
import { generatedList, generatedMessages, populate } from "./bulk-data.ts";
import { directoryView, tenantView, userView } from "./directory-view.ts";
import type { FakeControl } from "./fake-control.ts";

export interface ControlParts {
  world: World;
  clock: { offsetMs: number };
  /** The apps that were there at the start. */
  seeded: SeededApps | undefined;
  /** Where the Server app's key and certificate lie. */
  credentialPaths: { certificatePath: string; privateKeyPath: string };
}

/** The control, acting on the world directly. Unknown ids throw. */
export function createControl(parts: ControlParts): FakeControl {
  const { world, clock } = parts;
  const tenant = (id: string): TenantRecord => world.directory.tenants.get(id) ?? unknown("tenant", id);
  const user = (id: string): UserRecord => world.directory.users.get(id) ?? unknown("user", id);
  const mailbox = (id: string): Mailbox => world.mail.mailbox(user(id)) ?? unknown("mailbox", id);
  const { secrets = [], certificates = [], federatedCredentials = [] } = world.apps.findServer() ?? {};
  const [keptSecrets, keptCertificates, keptFederated] = [[...secrets], [...certificates], [...federatedCredentials]];
  const kept = { secrets: keptSecrets, certificates: keptCertificates };

  return {
    directory: async () => directoryView(world, parts.credentialPaths, parts.seeded, kept),
    mintToken: (options) => mintToken(world, options),
    mintFederatedToken: (claims) => mintFederatedToken(world, claims),
    setGrants: async (tenantId, scopes, userId) => world.grants.set(tenant(tenantId).id, scopes, userId),
    async requireAssignment(tenantId, required) {
      tenant(tenantId).assignmentRequired = required;
    },
    async assign(tenantId, userId, assigned = true) {
      const { assignedUserIds } = tenant(tenantId);
      if (assigned) assignedUserIds.add(userId);
      else assignedUserIds.delete(userId);
    },
    async revokeSessions(userId) {
      user(userId).revokedBeforeSeconds = nowSeconds(world) + 1;
    },
    async disableUser(userId, disabled = true) {
      user(userId).accountEnabled = !disabled;
    },
    async suspendTenant(tenantId, suspended = true) {
      tenant(tenantId).suspended = suspended;
    },
    async setContinuousAccess(tenantId, enabled) {
      tenant(tenantId).continuousAccess = enabled;
    },
    addAccessPolicy: async (policy) => challengeFor(world.policies.add(policy)),
    allowOnlyFrom: async (tenantId, addresses) => world.policies.allowOnlyFrom(tenant(tenantId).id, addresses),
    clearAccessPolicies: async () => world.policies.clear(),
    allowUserConsent: async (tenantId, allowed) => world.consents.allowUsers(tenant(tenantId).id, allowed),
    setConsent: async (tenantId, clientId, consented, userId) =>
      world.consents.set(tenant(tenantId).id, clientId, consented, userId),
    async shareMailbox(ownerId, delegateId, shared = true) {
      const { mailboxDelegates } = user(ownerId);
      if (shared) mailboxDelegates.add(user(delegateId).id);
      else mailboxDelegates.delete(delegateId);
    },
    async shareFolder(ownerId, delegateId, path) {
      const { folderDelegates } = user(ownerId);
      const { id } = mailbox(ownerId).ensureFolder(path);
      folderDelegates.set(delegateId, (folderDelegates.get(delegateId) ?? new Set()).add(id));
      return { id };
    },
    populate: async (size) => populate(world, size).map((made) => tenantView(world, made)),
    addUser: async (added) => userView(world.directory.addUser(added)),
    async addMessage(userId, message) {
      const { id, immutableId } = mailbox(userId).add(message);
      return { id, immutableId };
    },
    addMessages: async (userId, messages) =>
      messages.map((message) => {
        const { id, immutableId } = mailbox(userId).add(message);
        return { id, immutableId };
      }),
    async moveMessage(userId, messageId, folderPath) {
      const { id, immutableId } = mailbox(userId).move(messageId, folderPath);
      return { id, immutableId };
    },
    addFile: async (userId, file) => addFile(world, user(userId), file),
    addChatMessage: async (userId, line) => addLine(world, user(userId), line),
    addEvent: async (userId, event) => addEvent(world, user(userId), event),
    addNotePage: async (userId, page) => addNotePage(world, user(userId), page),
    generateList: async (userId, list) => generatedList(world, user(userId), list),
    addTask: async (userId, task) => addTask(world, user(userId), task),
    joinTeam: async (userId, team) => joinTeam(world, user(userId), team),
    async shareCalendar(ownerId, readerId, level) {
      world.calendarShares.share(user(ownerId), user(readerId), level);
    },
    async generateMessages(userId, mail) {
      const target = mailbox(userId);
      for (const message of generatedMessages(mail, world.now())) target.add(message);
    },
    applications: async () => world.apps.all().map(({ clientId, objectId }) => ({ clientId, objectId })),
    administer: async (request, tenantId = [...world.directory.tenants.keys()][0] ?? "") =>
      administer(world, tenant(tenantId).id, request),
    async registerIdentifierUri(uri) {
      world.apps.server.identifierUris.push(uri);
    },
    async registerRedirectUri(uri, platform = "publicClient", clientId) {
      const problem = registrableProblem(uri);
      if (problem !== undefined) throw new Error(`Entra registers no redirect address such as ${uri}: ${problem}.`);
      const named = clientId === undefined ? world.apps.clients() : [world.apps.find(clientId)];
      for (const app of named) {
        if (app === undefined) throw new Error(`The fake cloud has no application ${clientId}.`);
        app.redirectUris.push({ uri, platform });
      }
    },
    async breakServerCredentials(broken) {
      secrets.splice(0, secrets.length, ...(broken ? [] : keptSecrets));
      certificates.splice(0, certificates.length, ...(broken ? [] : keptCertificates));
      federatedCredentials.splice(0, federatedCredentials.length, ...(broken ? [] : keptFederated));
    },
    rotateKeys: () => world.keys.rotate(),
    removeKey: async (kid) => world.keys.remove(kid),
    publishedKeys: async () => world.keys.published().map(({ kid, audience }) => ({ kid, audience })),
    addRule: async (rule) => world.rules.add(rule),
    clearRules: async () => world.rules.clear(),
    swapOboResult: async (swap) => world.oboSwaps.set(swap),
    async setBehaviour(change) {
      Object.assign(world.behaviour, change);
      world.log.keepRequests = world.behaviour.keepRequestLog;
      return { ...world.behaviour };
    },
    async advanceClock(milliseconds) {
      clock.offsetMs += milliseconds;
    },
    stats: async () => world.log.snapshot(),
    resetStats: async () => world.log.reset(),
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

function unknown(kind: string, id: string): never {
  throw new Error(`The fake cloud has no ${kind} ${id}.`);
}
