import type { NewUser } from "#test/fake-tenant/world/directory.ts";
import { registeredPermissions } from "./registered-permissions.ts";

export interface Company {
  domain: string;
  displayName: string;
  /** Graph permissions that its admin granted to the Server app. */
  scopes: readonly string[];
  people: readonly Omit<NewUser, "tenantId">[];
  /** Alias of a mailbox, and the aliases of those who may read it. */
  sharedMailboxes: Record<string, readonly string[]>;
}

/** The company of the demo. Its domain has a hyphen, on purpose: address checks have stumbled over that. */
export const aozora: Company = {
  domain: "aozora-coffee.example",
  displayName: "Aozora Coffee Trading",
  scopes: registeredPermissions,
  people: [
    {
      alias: "hana.mori",
      manager: "ren.aoki",
      businessPhone: "+81 3 5555 0101",
      displayName: "Hana Mori",
      jobTitle: "Head of Sourcing",
      department: "Sourcing",
      officeLocation: "Tokyo/4F",
    },
    {
      alias: "kenji.tanaka",
      manager: "ren.aoki",
      businessPhone: "+81 3 5555 0102",
      displayName: "Kenji Tanaka",
      jobTitle: "Chief Financial Officer",
      department: "Finance",
      preferredLanguage: "ja-JP",
    },
    {
      alias: "yuki.sato",
      manager: "hana.mori",
      displayName: "Yuki Sato",
      jobTitle: "Logistics Coordinator",
      department: "Logistics",
      preferredLanguage: "ja-JP",
    },
    {
      alias: "daniel.costa",
      manager: "hana.mori",
      displayName: "Daniel Costa",
      jobTitle: "Head Roaster",
      department: "Quality",
      timeZone: "E. South America Standard Time",
    },
    {
      alias: "priya.nair",
      manager: "ren.aoki",
      displayName: "Priya Nair",
      jobTitle: "Sales Director",
      department: "Sales",
      timeZone: "India Standard Time",
    },
    {
      alias: "tom.becker",
      manager: "kenji.tanaka",
      displayName: "Tom Becker",
      jobTitle: "IT Administrator",
      department: "IT",
      timeZone: "W. Europe Standard Time",
      preferredLanguage: "de-DE",
    },
    {
      alias: "mei.lin",
      manager: "priya.nair",
      displayName: "Mei Lin",
      jobTitle: "Marketing Manager",
      department: "Marketing",
      timeZone: "Singapore Standard Time",
    },
    {
      alias: "aiko.kondo",
      manager: "kenji.tanaka",
      displayName: "Aiko Kondo",
      jobTitle: "People Operations",
      department: "HR",
      preferredLanguage: "ja-JP",
    },
    {
      alias: "ren.aoki",
      displayName: "Ren Aoki",
      jobTitle: "Chief Executive Officer",
      department: "Management",
      preferredLanguage: "ja-JP",
    },
    { alias: "info", displayName: "Aozora Info", isSharedMailbox: true },
    { alias: "room.fuji", displayName: "Meeting Room Fuji", isSharedMailbox: true },
    { alias: "warehouse.old", displayName: "Old Warehouse", jobTitle: "On-premises mailbox", hasMailbox: false },
    {
      alias: "lena.vogt.guest",
      displayName: "Lena Vogt",
      userType: "Guest",
      mail: "lena.vogt@nordlys-kaffe.example",
    },
  ],
  sharedMailboxes: { info: ["hana.mori", "priya.nair", "mei.lin"] },
};

/** A second company that writes about the same things, so that a leak between tenants would look plausible. */
export const nordlys: Company = {
  domain: "nordlys-kaffe.example",
  displayName: "Nordlys Kaffe Import",
  scopes: registeredPermissions,
  people: [
    {
      alias: "ingrid.dahl",
      displayName: "Ingrid Dahl",
      jobTitle: "Managing Director",
      timeZone: "W. Europe Standard Time",
      preferredLanguage: "nb-NO",
    },
    {
      alias: "lena.vogt",
      manager: "ingrid.dahl",
      displayName: "Lena Vogt",
      jobTitle: "Buyer",
      timeZone: "W. Europe Standard Time",
      preferredLanguage: "de-DE",
    },
    { alias: "ole.hansen", displayName: "Ole Hansen", jobTitle: "Finance", timeZone: "W. Europe Standard Time" },
    { alias: "nils.berg", displayName: "Nils Berg", jobTitle: "Warehouse", timeZone: "W. Europe Standard Time" },
    { alias: "info", displayName: "Nordlys Info", isSharedMailbox: true },
  ],
  sharedMailboxes: { info: ["ingrid.dahl"] },
};

/** A company whose admin consented to metadata only. */
export const kumo: Company = {
  domain: "kumo-logistics.example",
  displayName: "Kumo Logistics",
  scopes: ["User.Read", "Mail.ReadBasic", "Calendars.ReadBasic"],
  people: [
    { alias: "sora.abe", displayName: "Sora Abe", jobTitle: "Dispatcher" },
    { alias: "jun.ito", displayName: "Jun Ito", jobTitle: "Customs Agent" },
  ],
  sharedMailboxes: {},
};

export const companies: readonly Company[] = [aozora, nordlys, kumo];
