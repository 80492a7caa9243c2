import { aozora, type Company, nordlys } from "#test/fake-tenant/data/companies.ts";
import { addItem, ensureFolder } from "#test/fake-tenant/data/files/drive.ts";
import type { TenantRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { addAozoraCalendar } from "./aozora-calendar.ts";
import { addAozoraSites } from "./aozora-files.ts";
import { addAozoraLists } from "./aozora-lists.ts";
import { addAozoraNotes } from "./aozora-notes.ts";
import { addAozoraPages } from "./aozora-pages.ts";
import { addAozoraTasks } from "./aozora-tasks.ts";
import { addAozoraTeams } from "./aozora-teams.ts";
import { type Cast, castOf } from "./cast.ts";

/** Files, pages, chats, channels and meetings of a company, as far as it has any. */
export function tellStory(world: World, tenant: TenantRecord, company: Company): void {
  const cast = castOf(world, tenant);
  if (company === aozora) {
    const sites = addAozoraSites(cast);
    addAozoraPages(cast, sites);
    addAozoraLists(cast, sites);
    addAozoraTeams(cast, sites);
    addAozoraCalendar(cast);
    addAozoraTasks(cast);
    addAozoraNotes(cast, sites);
  }
  if (company === nordlys) addNordlys(cast);
}

/** The neighbour works on the same things under the same names, so that a leak between tenants would look plausible. */
function addNordlys(cast: Cast): void {
  const { who, hoursAgo, says, world } = cast;
  const site = world.files.addSite(cast.tenant, {
    name: "sourcing",
    displayName: "Sourcing",
    description: "Nordlys: harvest offers",
    members: cast.ids("ingrid.dahl", "lena.vogt", "ole.hansen"),
    createdBy: cast.author("ingrid.dahl"),
  });
  const root = site.drives[0]?.root;
  if (root !== undefined) {
    addItem(ensureFolder(root, "Suppliers/El Mirador"), {
      name: "Cupping notes.csv",
      text: "lot,score\nEM-2207,84\nEM-2209,86 nordlys-only-note\n",
      createdBy: cast.author("lena.vogt"),
      modifiedAt: hoursAgo(190),
    });
  }
  const chat = world.teams.addChat({
    key: "lena-ole",
    chatType: "oneOnOne",
    members: [who("lena.vogt"), who("ole.hansen")],
    createdAt: hoursAgo(400),
  });
  says(who("ole.hansen"), 50, { chat }, "<p>The Colombia budget is NOK 980,000. nordlys-only-note</p>");
  world.calendars.add({
    key: "nordlys-weekly",
    tenantId: cast.tenant.id,
    organizer: who("ingrid.dahl"),
    attendees: [{ who: who("lena.vogt"), response: "accepted" }],
    subject: "Kyoto roastery weekly",
    html: "<p>nordlys-only-note</p>",
    startAt: hoursAgo(-30),
    durationMs: 3_600_000,
    timeZone: "Europe/Oslo",
    createdAt: hoursAgo(90),
  });
}
