import { guidFrom } from "./guid.ts";

/** The tenant that Microsoft's personal (consumer) accounts live in. */
export const personalTenantId = "9188040d-6c67-4c5b-b112-36a304b66dad";

export interface TenantRecord {
  id: string;
  /** The verified domain, also accepted in place of the id in Entra URLs. */
  domain: string;
  displayName: string;
  suspended: boolean;
  /** "Assignment required" of the enterprise application. */
  assignmentRequired: boolean;
  assignedUserIds: Set<string>;
  /** Tenants with continuous access evaluation give long-lived tokens to clients that declare cp1. */
  continuousAccess: boolean;
}

export interface UserRecord {
  id: string;
  tenantId: string;
  userPrincipalName: string;
  mail: string | null;
  /** Aliases. */
  otherAddresses: readonly string[];
  displayName: string;
  givenName: string;
  surname: string;
  jobTitle: string | null;
  department: string | null;
  officeLocation: string | null;
  businessPhone: string | null;
  preferredLanguage: string;
  /** A Windows zone name, as Exchange stores it. */
  timeZone: string;
  userType: "Member" | "Guest";
  /** Only for guests: the tenant that signs them in. */
  homeTenantId: string | null;
  hasMailbox: boolean;
  /** A mailbox that people share, or of a room, has no sign-in of its own. */
  isSharedMailbox: boolean;
  /** The alias of the manager, if one is entered. */
  manager: string | null;
  accountEnabled: boolean;
  /** Sign-ins and tokens older than this are refused; 0 = never revoked. */
  revokedBeforeSeconds: number;
  /** Users who were given access to this mailbox. */
  mailboxDelegates: Set<string>;
  /** Ids of the folders of this mailbox that users were given access to, by the user's id. */
  folderDelegates: Map<string, Set<string>>;
  /** Strings that stand only in this user's private content. */
  canaries: string[];
}

type Made = "id" | "userPrincipalName" | "accountEnabled" | "revokedBeforeSeconds" | "canaries";

/** What is left out is as in an ordinary member. */
export interface NewUser extends Partial<Omit<UserRecord, Made | "mail" | "mailboxDelegates" | "folderDelegates">> {
  tenantId: string;
  /** The part before the @; it also seeds the id. */
  alias: string;
  displayName: string;
  /** Set for guests, whose address is that of their home tenant, and for whoever has another name for signing in. */
  mail?: string;
}

export const tenantIdOf = (domain: string): string => guidFrom(`tenant:${domain}`);

/** The tenants and users of the fake cloud. Ids follow from names, so they are the same on every run. */
export function createDirectory() {
  const tenants = new Map<string, TenantRecord>();
  const tenantByDomain = new Map<string, TenantRecord>();
  const users = new Map<string, UserRecord>();
  const userByAddress = new Map<string, UserRecord>();
  const addressKey = (tenantId: string, address: string) => `${tenantId} ${address.toLowerCase()}`;

  const findUser = (tenantId: string, idOrAddress: string) => {
    const byId = users.get(idOrAddress.toLowerCase());
    if (byId !== undefined) return byId.tenantId === tenantId ? byId : undefined;
    return userByAddress.get(addressKey(tenantId, idOrAddress));
  };

  return {
    tenants: tenants as ReadonlyMap<string, TenantRecord>,
    users: users as ReadonlyMap<string, UserRecord>,
    addTenant({ domain, displayName, id = tenantIdOf(domain) }: { domain: string; displayName: string; id?: string }) {
      const tenant: TenantRecord = {
        id,
        domain,
        displayName,
        suspended: false,
        assignmentRequired: false,
        assignedUserIds: new Set(),
        continuousAccess: true,
      };
      tenants.set(id, tenant);
      tenantByDomain.set(domain.toLowerCase(), tenant);
      return tenant;
    },
    addUser(user: NewUser) {
      const tenant = tenants.get(user.tenantId);
      if (tenant === undefined) throw new Error(`There is no tenant ${user.tenantId}: add it first.`);
      const record = userRecord(user, tenant);
      users.set(record.id, record);
      userByAddress.set(addressKey(tenant.id, record.userPrincipalName), record);
      const addresses = record.mail === null ? [] : [record.mail, ...record.otherAddresses];
      for (const address of addresses) userByAddress.set(addressKey(tenant.id, address), record);
      return record;
    },
    /** By id or verified domain, in any letter case. */
    findTenant: (idOrDomain: string) =>
      tenants.get(idOrDomain.toLowerCase()) ?? tenantByDomain.get(idOrDomain.toLowerCase()),
    /** By object id, user principal name or mail address, inside one tenant. */
    findUser,
    /**
     * By object id or user principal name: what a path below `users/` takes. By another address nobody is found
     * (https://learn.microsoft.com/graph/api/user-get; microsoft-graph-docs #3979, #5291).
     */
    findAccount(tenantId: string, idOrName: string) {
      const user = findUser(tenantId, idOrName);
      const names = [user?.id, user?.userPrincipalName].map((name) => name?.toLowerCase());
      return names.includes(idOrName.toLowerCase()) ? user : undefined;
    },
    managerOf(user: UserRecord) {
      if (user.manager === null) return undefined;
      return users.get(guidFrom(`user:${user.tenantId}:${user.manager}`));
    },
    tenantUsers: (tenantId: string) => [...users.values()].filter((user) => user.tenantId === tenantId),
  };
}

function userRecord({ alias, ...user }: NewUser, tenant: TenantRecord): UserRecord {
  const [givenName = user.displayName, ...rest] = user.displayName.split(" ");
  const guest = user.userType === "Guest";
  const mail = user.mail ?? `${alias}@${tenant.domain}`;
  return {
    otherAddresses: [],
    givenName,
    surname: rest.join(" "),
    jobTitle: null,
    department: null,
    officeLocation: null,
    businessPhone: null,
    preferredLanguage: "en-US",
    timeZone: "Tokyo Standard Time",
    userType: "Member",
    homeTenantId: null,
    hasMailbox: !guest,
    isSharedMailbox: false,
    manager: null,
    ...user,
    id: guidFrom(`user:${tenant.id}:${alias}`),
    userPrincipalName: guest
      ? `${mail.replace("@", "_")}#EXT#@${tenant.domain.split(".")[0]}.onmicrosoft.com`
      : `${alias}@${tenant.domain}`,
    mail,
    accountEnabled: true,
    revokedBeforeSeconds: 0,
    mailboxDelegates: new Set(),
    folderDelegates: new Map(),
    canaries: [],
  };
}
