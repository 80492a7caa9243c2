import { addItem, webUrlOf } from "../files/drive.ts";
import type { AozoraSites } from "./aozora-files.ts";
import type { Cast } from "./cast.ts";

const resources = "https://graph.microsoft.com/v1.0/me/onenote/resources";
const picture = (more: string) =>
  `<img width="1149" height="320" src="${resources}/1-3f9!1-9be/$value" data-src-type="image/png" ` +
  `data-fullres-src="${resources}/1-3f9!1-9be/$value" ` +
  `data-fullres-src-type="image/png" ${more}/>`;

/** Notebooks of Hana and of the Kyoto site, and a page of everybody's own. */
export function addAozoraNotes(cast: Cast, sites: AozoraSites): void {
  const { world, who, hoursAgo } = cast;
  const { notes } = world;
  for (const user of world.directory.tenantUsers(cast.tenant.id)) {
    if (!user.hasMailbox || user.isSharedMailbox) continue;
    const [title = "none", text = "none"] = user.canaries;
    const diary = notes.notebook(user, "Private");
    notes.section(notes.group(diary, "Old years"), "2024");
    notes.addPage(notes.section(diary, "Diary"), {
      title: `My review ${title}`,
      html: `<p>What I want to say, reference ${text}.</p>`,
      createdAt: hoursAgo(300),
    });
  }
  // Of one person, since it changes how every search of theirs goes.
  notes.section(notes.notebook(who("tom.becker"), "Uploaded"), "Recovered").isBroken = true;
  const sourcing = notes.notebook(who("hana.mori"), "Sourcing");
  const trips = notes.section(sourcing, "Trips");
  notes.addPage(trips, {
    title: "Trip to Huila",
    html:
      "<p>Met <b>Carlos</b> at Finca El Mirador.</p>" +
      '<table style="border:1px solid"><tr><td>Lot</td><td>Score</td></tr>' +
      `<tr><td>7</td><td>86.5</td></tr></table>${picture('alt="Drying beds at noon"')}${picture("")}` +
      `<object data="${resources}/1-a!1-b/$value" data-attachment="Lot list.pdf" ` +
      'type="application/pdf"></object><p data-tag="to-do">Send the contract</p>',
    createdAt: hoursAgo(48),
  });
  notes.addPage(trips, { title: "Packing list", html: "<p>Spoons.</p>", createdAt: hoursAgo(60), level: 1 });
  notes.addPage(notes.section(notes.group(sourcing, "Origins"), "Ethiopia"), {
    title: "イルガチェフェの農園",
    html: "<p>水洗式、標高1,900メートル。</p>",
    createdAt: hoursAgo(90),
  });
  const opening = notes.notebook(sites.kyoto, "Kyoto Roastery Notebook");
  notes.addPage(notes.section(opening, "Meetings"), {
    title: "Kick-off of the opening",
    html: "<p>The ribbon is red. Hana speaks first.</p>",
    createdAt: hoursAgo(30),
  });
  opening.webUrl = addSectionFile(cast, sites) ?? opening.webUrl;
}

/**
 * The same notebook as the library has it: a package of section files, which search finds by their text. Returns its
 * address.
 */
function addSectionFile({ author, hoursAgo }: Cast, { kyoto }: AozoraSites): string | undefined {
  const root = kyoto.drives[0]?.root;
  if (root === undefined) return undefined;
  const made = { createdBy: author("hana.mori"), createdAt: hoursAgo(400), modifiedAt: hoursAgo(30) };
  const notebook = addItem(root, { ...made, name: "Kyoto Roastery Notebook", package: true });
  addItem(notebook, {
    ...made,
    name: "Meetings.one",
    text: "Kick-off of the opening The ribbon is red. Hana speaks first.",
  });
  return webUrlOf(notebook);
}
