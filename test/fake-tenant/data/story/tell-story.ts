import type { TenantRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { aozora, type Company, nordlys } from "../companies.ts";
import { addAozoraCalendar } from "./aozora-calendar.ts";
import { addAozoraSites } from "./aozora-files.ts";
import { addAozoraLists } from "./aozora-lists.ts";
import { addAozoraNotes } from "./aozora-notes.ts";
import { addAozoraPages } from "./aozora-pages.ts";
import { addAozoraTasks } from "./aozora-tasks.ts";
import { addAozoraTeams } from "./aozora-teams.ts";
import { castOf } from "./cast.ts";
import { addNordlys } from "./nordlys.ts";

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
