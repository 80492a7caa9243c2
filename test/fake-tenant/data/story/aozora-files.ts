import type { NewItem, SiteRecord, StoredItem } from "#test/fake-tenant/data/files/drive.ts";
import { addItem, ensureFolder } from "../files/drive.ts";
import { type Cast, fixtureFiles, guestAlias } from "./cast.ts";

export interface AozoraSites {
  home: SiteRecord;
  kyoto: SiteRecord;
  finance: SiteRecord;
  sourcing: SiteRecord;
}

const everybody = [
  ...["hana.mori", "kenji.tanaka", "yuki.sato", "daniel.costa"],
  ...["priya.nair", "tom.becker", "mei.lin", "aiko.kondo"],
] as const;

/** The company's SharePoint: an intranet and three projects, whose members differ. */
export function addAozoraSites(cast: Cast): AozoraSites {
  const { files } = cast.world;
  const make = (name: string, displayName: string, description: string, members: readonly string[]) =>
    files.addSite(cast.tenant, {
      name,
      displayName,
      description,
      members: cast.ids(...members),
      createdBy: cast.author("tom.becker"),
    });
  const sites = {
    home: make("", "Aozora Coffee Trading", "Intranet of Aozora Coffee Trading", everybody),
    kyoto: make("kyoto-roastery", "Kyoto Roastery", "Permits, plans and opening of the roastery in Kyoto", [
      "hana.mori",
      "daniel.costa",
      "yuki.sato",
      "aiko.kondo",
      "priya.nair",
    ]),
    finance: make("finance", "Finance", "Budgets and closing", ["kenji.tanaka", "aiko.kondo"]),
    sourcing: make("sourcing", "Sourcing", "Harvest offers and contracts", [
      "hana.mori",
      "kenji.tanaka",
      "daniel.costa",
    ]),
  };
  fillKyoto(cast, sites.kyoto);
  fillFinance(cast, sites.finance);
  fillSourcing(cast, sites.sourcing);
  fillHome(cast, sites.home);
  const osaka = make("osaka-stand", "Osaka Stand", "The stand that closed in 2024", ["hana.mori"]);
  osaka.isArchived = true;
  const add = filesOf(cast);
  add(rootCause(osaka), "hana.mori", 9_000, "Umeda lease.txt", { text: "Umeda lease: ended.\n" });
  add(ensureFolder(rootCause(osaka), "Photographs"), "hana.mori", 9_000, "Umeda stand.png", { text: "" });
  return sites;
}

/** Puts a file into a folder, as somebody changed it so many hours ago. */
const filesOf =
  (cast: Cast) =>
  (folder: StoredItem, alias: string, hours: number, name: string, file: Omit<NewItem, "name">): StoredItem => {
    const modifiedAt = cast.hoursAgo(hours);
    const createdAt = modifiedAt - 50 * 60 * 60 * 1000;
    return addItem(folder, { name, createdBy: cast.author(alias), createdAt, modifiedAt, ...file });
  };

const rootCause = (site: SiteRecord): StoredItem => {
  const root = site.drives[0]?.root;
  if (root === undefined) throw new Error(`The site ${site.name} has no library.`);
  return root;
};

function fillKyoto(cast: Cast, site: SiteRecord): void {
  const add = filesOf(cast);
  const root = rootCause(site);
  const general = ensureFolder(root, "General");
  const permits = ensureFolder(root, "Permits/2026/Fire department");
  ensureFolder(root, "Plans/Electrical");
  add(general, "hana.mori", 70, "Opening plan.md", {
    text:
      "# Kyoto roastery: opening plan\n\n| Step | Owner | Due |\n| --- | --- | --- |\n| Roaster delivery | Daniel " +
      "| in 3 weeks |\n| Staff hiring | Aiko | in 5 weeks |\n| Opening | Hana | in 8 weeks |\n",
  });
  add(general, "daniel.costa", 90, "Roaster handover.doc", {
    text: "Handover of the Probat P12\nThe drum is balanced at sixty revolutions.\nSpare bearings: annex.\n",
  });
  add(general, "yuki.sato", 80, "Tasting panel.loop", {
    text: "Tasting panel\nYuki brings the refractometer.\nPriya invites the neighbours.\n",
  });
  add(general, "hana.mori", 26, "Opening budget.csv", {
    text:
      "item,jpy,owner\nProbat P12,9800000,Daniel\nthree-phase " +
      "line,1450000,Daniel\ninterior,5200000,Hana\nreserve,1500000,Kenji\n",
  });
  add(permits, "yuki.sato", 98, "火災予防条例 届出書.txt", {
    text: "京都市消防局 御中\r\n焙煎機の設置について届け出ます。設置場所: 京都市中京区。消火器は三本、排気ダクトは不燃材とする。\r\n",
  });
  add(permits, "yuki.sato", 96, "Fire permit 2026-118.html", {
    text:
      "<html><head><title>Fire permit</title></head><body><h1>Fire permit 2026-118</h1><p>Granted to Aozora Coffee " +
      "Trading for one roaster of 12 kg. Inspection every six months.</p></body></html>",
  });
  add(ensureFolder(root, "Plans/Electrical"), "daniel.costa", 84, "Power drawing.txt", {
    text: "Probat P12: 200 V three-phase, 63 A, L1 L2 L3 N PE.\nBreaker in the back room, cable 5 x 16 mm2.\n",
  });
  add(root, "hana.mori", 60, "Kyoto notebook", { package: true, text: "" });
  add(
    ensureFolder(root, "HR (restricted)", { onlyFor: cast.ids("hana.mori", "aiko.kondo") }),
    "aiko.kondo",
    40,
    "Barista candidates.csv",
    { text: "name,expected salary\nM. Ogawa,4200000\nK. Fujita,3900000\n" },
  );
}

function fillFinance(cast: Cast, site: SiteRecord): void {
  const add = filesOf(cast);
  const folder = ensureFolder(rootCause(site), "Budgets/2026");
  add(folder, "kenji.tanaka", 140, "Colombia harvest budget.csv", {
    text: "item,jpy\ncoffee,11300000\nfreight,1900000\ninsurance,400000\nreserve,600000\ntotal,14200000\n",
  });
  add(folder, "kenji.tanaka", 30, "予算案 2026年度.txt", {
    text: "2026年度予算案（社外秘）\r\n売上 412,000,000円、営業利益 31,500,000円。京都ロースタリーの開業費用を含む。\r\n",
  });
  add(folder, "kenji.tanaka", 31, "closing-macro.js", {
    text:
      "// Closes the month.\nfunction closeMonth(sheet) { return sheet.rows.filter((row) => row.open === false); " +
      "}\n",
  });
}

function fillSourcing(cast: Cast, site: SiteRecord): void {
  const add = filesOf(cast);
  const root = rootCause(site);
  const mirador = ensureFolder(root, "Suppliers/El Mirador/Contracts");
  add(mirador, "hana.mori", 120, "Supply contract El Mirador.html", {
    text:
      "<html><body><h1>Supply contract</h1><ol><li>Parties</li><li>Goods: 40 bags EM-2209 at USD 5.60, 6 bags " +
      "EM-2215 at USD 18.00</li></ol><p>Clause 7: force majeure includes port closures.</p></body></html>",
  });
  const notes = add(ensureFolder(root, "Suppliers/El Mirador"), "daniel.costa", 200, "Cupping notes.csv", {
    text:
      "lot,score,notes\nEM-2207,84.5,caramel; red apple\n" +
      "EM-2209,87.25,guava; honey\nEM-2215,91,jasmine; bergamot\n",
  });
  // One file of the project is shared with a single colleague, and with a guest.
  for (const id of cast.ids("mei.lin", guestAlias)) notes.sharedWith.add(id);
  for (let number = 1; number <= 60; number += 1) {
    add(
      ensureFolder(root, "Suppliers/Weekly prices"),
      "daniel.costa",
      number * 24,
      `Price sheet ${String(number).padStart(2, "0")}.csv`,
      { text: `lot,usd\nEM-2207,${(3 + number / 100).toFixed(2)}\n` },
    );
  }
  cast.world.files.addLibrary(site, "Archive");
}

function fillHome(cast: Cast, site: SiteRecord): void {
  const add = filesOf(cast);
  const root = rootCause(site);
  add(ensureFolder(root, "Policies"), "aiko.kondo", 150, "leave-policy.md", {
    text: "# Leave policy\n\nTwenty days a year. Carry over at most **five**.\n",
  });
  const library = cast.world.files.addLibrary(site, "Samples");
  const folder = ensureFolder(library.root, "Formats");
  for (const { name, ...file } of fixtureFiles()) add(folder, "tom.becker", 240, name, file);
}
