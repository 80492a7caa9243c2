import type { NewUser } from "#test/fake-tenant/world/directory.ts";
import { registeredPermissions } from "./registered-permissions.ts";

export interface Company {
  domain: string;
  displayName: string;
  /** Graph permissions that its admin granted to the Server app. */
  scopes: readonly string[];
  people: readonly Person[];
  /** Alias of a mailbox, and the aliases of those who may read it. */
  sharedMailboxes: Record<string, readonly string[]>;
}

type Person = Omit<NewUser, "tenantId">;

const person = (alias: string, displayName: string, jobTitle: string, more: Partial<Person> = {}): Person => ({
  alias,
  displayName,
  jobTitle,
  ...more,
});

/** The company of the demo. Its domain has a hyphen, on purpose: address checks have stumbled over that. */
export const aozora: Company = {
  domain: "aozora-coffee.example",
  displayName: "Aozora Coffee Trading",
  scopes: registeredPermissions,
  people: [
    person("hana.mori", "Hana Mori", "Head of Sourcing", {
      manager: "ren.aoki",
      businessPhone: "+81 3 5555 0101",
      department: "Sourcing",
      officeLocation: "Tokyo/4F",
    }),
    person("kenji.tanaka", "Kenji Tanaka", "Chief Financial Officer", {
      manager: "ren.aoki",
      businessPhone: "+81 3 5555 0102",
      department: "Finance",
      preferredLanguage: "ja-JP",
    }),
    person("yuki.sato", "Yuki Sato", "Logistics Coordinator", {
      manager: "hana.mori",
      department: "Logistics",
      preferredLanguage: "ja-JP",
    }),
    person("daniel.costa", "Daniel Costa", "Head Roaster", {
      manager: "hana.mori",
      department: "Quality",
      timeZone: "E. South America Standard Time",
    }),
    person("priya.nair", "Priya Nair", "Sales Director", {
      manager: "ren.aoki",
      department: "Sales",
      timeZone: "India Standard Time",
    }),
    person("tom.becker", "Tom Becker", "IT Administrator", {
      manager: "kenji.tanaka",
      department: "IT",
      timeZone: "W. Europe Standard Time",
      preferredLanguage: "de-DE",
    }),
    person("mei.lin", "Mei Lin", "Marketing Manager", {
      manager: "priya.nair",
      department: "Marketing",
      timeZone: "Singapore Standard Time",
    }),
    person("aiko.kondo", "Aiko Kondo", "People Operations", {
      manager: "kenji.tanaka",
      department: "HR",
      preferredLanguage: "ja-JP",
    }),
    person("ren.aoki", "Ren Aoki", "Chief Executive Officer", { department: "Management", preferredLanguage: "ja-JP" }),
    { alias: "info", displayName: "Aozora Info", isSharedMailbox: true },
    { alias: "room.fuji", displayName: "Meeting Room Fuji", isSharedMailbox: true },
    person("warehouse.old", "Old Warehouse", "On-premises mailbox", { hasMailbox: false }),
    { alias: "lena.vogt.guest", displayName: "Lena Vogt", userType: "Guest", mail: "lena.vogt@nordlys-kaffe.example" },
  ],
  sharedMailboxes: { info: ["hana.mori", "priya.nair", "mei.lin"] },
};

/** A second company that writes about the same things, so that a leak between tenants would look plausible. */
export const nordlys: Company = {
  domain: "nordlys-kaffe.example",
  displayName: "Nordlys Kaffe Import",
  scopes: registeredPermissions,
  people: [
    person("ingrid.dahl", "Ingrid Dahl", "Managing Director", {
      timeZone: "W. Europe Standard Time",
      preferredLanguage: "nb-NO",
    }),
    person("lena.vogt", "Lena Vogt", "Buyer", {
      manager: "ingrid.dahl",
      timeZone: "W. Europe Standard Time",
      preferredLanguage: "de-DE",
    }),
    person("ole.hansen", "Ole Hansen", "Finance", { timeZone: "W. Europe Standard Time" }),
    person("nils.berg", "Nils Berg", "Warehouse", { timeZone: "W. Europe Standard Time" }),
    { alias: "info", displayName: "Nordlys Info", isSharedMailbox: true },
  ],
  sharedMailboxes: { info: ["ingrid.dahl"] },
};

/** A company whose admin consented to metadata only. */
export const kumo: Company = {
  domain: "kumo-logistics.example",
  displayName: "Kumo Logistics",
  scopes: ["User.Read", "Mail.ReadBasic", "Calendars.ReadBasic"],
  people: [person("sora.abe", "Sora Abe", "Dispatcher"), person("jun.ito", "Jun Ito", "Customs Agent")],
  sharedMailboxes: {},
};

export const companies: readonly Company[] = [aozora, nordlys, kumo];
