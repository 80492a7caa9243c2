import { addItem, ensureFolder } from "../files/drive.ts";
import type { NewItem, SiteRecord, StoredItem } from "../files/file-types.ts";
import { type Cast, guestAlias } from "./cast.ts";
import { fixtureFiles } from "./fixture-files.ts";

export interface AozoraSites {
  home: SiteRecord;
  kyoto: SiteRecord;
  finance: SiteRecord;
  sourcing: SiteRecord;
}

const everybody = [
  "hana.mori",
  "kenji.tanaka",
  "yuki.sato",
  "daniel.costa",
  "priya.nair",
  "tom.becker",
  "mei.lin",
  "aiko.kondo",
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
  addItem(
    rootCause(osaka),
    fileBy(cast, "hana.mori", 9_000, { name: "Umeda lease.txt", text: "Umeda lease: ended.\n" }),
  );
  addItem(
    ensureFolder(rootCause(osaka), "Photographs"),
    fileBy(cast, "hana.mori", 9_000, { name: "Umeda stand.png", text: "" }),
  );
  return sites;
}

function fileBy(cast: Cast, alias: string, hours: number, file: Omit<NewItem, "createdBy" | "modifiedAt">): NewItem {
  const at = cast.hoursAgo(hours);
  return { createdBy: cast.author(alias), createdAt: at - 50 * 60 * 60 * 1000, modifiedAt: at, ...file };
}

const rootCause = (site: SiteRecord): StoredItem => {
  const root = site.drives[0]?.root;
  if (root === undefined) throw new Error(`The site ${site.name} has no library.`);
  return root;
};

function fillKyoto(cast: Cast, site: SiteRecord): void {
  const root = rootCause(site);
  const general = ensureFolder(root, "General");
  const permits = ensureFolder(root, "Permits/2026/Fire department");
  ensureFolder(root, "Plans/Electrical");
  addItem(
    general,
    fileBy(cast, "hana.mori", 70, {
      name: "Opening plan.md",
      text:
        "# Kyoto roastery: opening plan\n\n| Step | Owner | Due |\n| --- | --- | --- |\n| Roaster delivery | Daniel " +
        "| in 3 weeks |\n| Staff hiring | Aiko | in 5 weeks |\n| Opening | Hana | in 8 weeks |\n",
    }),
  );
  addItem(
    general,
    fileBy(cast, "daniel.costa", 90, {
      name: "Roaster handover.doc",
      text: "Handover of the Probat P12\nThe drum is balanced at sixty revolutions.\nSpare bearings: annex.\n",
    }),
  );
  addItem(
    general,
    fileBy(cast, "yuki.sato", 80, {
      name: "Tasting panel.loop",
      text: "Tasting panel\nYuki brings the refractometer.\nPriya invites the neighbours.\n",
    }),
  );
  addItem(
    general,
    fileBy(cast, "hana.mori", 26, {
      name: "Opening budget.csv",
      text:
        "item,jpy,owner\nProbat P12,9800000,Daniel\nthree-phase " +
        "line,1450000,Daniel\ninterior,5200000,Hana\nreserve,1500000,Kenji\n",
    }),
  );
  addItem(
    permits,
    fileBy(cast, "yuki.sato", 98, {
      name: "火災予防条例 届出書.txt",
      text: "京都市消防局 御中\r\n焙煎機の設置について届け出ます。設置場所: 京都市中京区。消火器は三本、排気ダクトは不燃材とする。\r\n",
    }),
  );
  addItem(
    permits,
    fileBy(cast, "yuki.sato", 96, {
      name: "Fire permit 2026-118.html",
      text:
        "<html><head><title>Fire permit</title></head><body><h1>Fire permit 2026-118</h1><p>Granted to Aozora Coffee " +
        "Trading for one roaster of 12 kg. Inspection every six months.</p></body></html>",
    }),
  );
  addItem(
    ensureFolder(root, "Plans/Electrical"),
    fileBy(cast, "daniel.costa", 84, {
      name: "Power drawing.txt",
      text: "Probat P12: 200 V three-phase, 63 A, L1 L2 L3 N PE.\nBreaker in the back room, cable 5 x 16 mm2.\n",
    }),
  );
  addItem(root, fileBy(cast, "hana.mori", 60, { name: "Kyoto notebook", package: true, text: "" }));
  addItem(
    ensureFolder(root, "HR (restricted)", { onlyFor: cast.ids("hana.mori", "aiko.kondo") }),
    fileBy(cast, "aiko.kondo", 40, {
      name: "Barista candidates.csv",
      text: "name,expected salary\nM. Ogawa,4200000\nK. Fujita,3900000\n",
    }),
  );
}

function fillFinance(cast: Cast, site: SiteRecord): void {
  const folder = ensureFolder(rootCause(site), "Budgets/2026");
  addItem(
    folder,
    fileBy(cast, "kenji.tanaka", 140, {
      name: "Colombia harvest budget.csv",
      text: "item,jpy\ncoffee,11300000\nfreight,1900000\ninsurance,400000\nreserve,600000\ntotal,14200000\n",
    }),
  );
  addItem(
    folder,
    fileBy(cast, "kenji.tanaka", 30, {
      name: "予算案 2026年度.txt",
      text: "2026年度予算案（社外秘）\r\n売上 412,000,000円、営業利益 31,500,000円。京都ロースタリーの開業費用を含む。\r\n",
    }),
  );
  addItem(
    folder,
    fileBy(cast, "kenji.tanaka", 31, {
      name: "closing-macro.js",
      text:
        "// Closes the month.\nfunction closeMonth(sheet) { return sheet.rows.filter((row) => row.open === false); " +
        "}\n",
    }),
  );
}

function fillSourcing(cast: Cast, site: SiteRecord): void {
  const root = rootCause(site);
  const mirador = ensureFolder(root, "Suppliers/El Mirador/Contracts");
  addItem(
    mirador,
    fileBy(cast, "hana.mori", 120, {
      name: "Supply contract El Mirador.html",
      text:
        "<html><body><h1>Supply contract</h1><ol><li>Parties</li><li>Goods: 40 bags EM-2209 at USD 5.60, 6 bags " +
        "EM-2215 at USD 18.00</li></ol><p>Clause 7: force majeure includes port closures.</p></body></html>",
    }),
  );
  const notes = addItem(
    ensureFolder(root, "Suppliers/El Mirador"),
    fileBy(cast, "daniel.costa", 200, {
      name: "Cupping notes.csv",
      text:
        "lot,score,notes\nEM-2207,84.5,caramel; red apple\n" +
        "EM-2209,87.25,guava; honey\nEM-2215,91,jasmine; bergamot\n",
    }),
  );
  // One file of the project is shared with a single colleague, and with a guest.
  for (const id of cast.ids("mei.lin", guestAlias)) notes.sharedWith.add(id);
  for (let number = 1; number <= 60; number += 1) {
    addItem(
      ensureFolder(root, "Suppliers/Weekly prices"),
      fileBy(cast, "daniel.costa", number * 24, {
        name: `Price sheet ${String(number).padStart(2, "0")}.csv`,
        text: `lot,usd\nEM-2207,${(3 + number / 100).toFixed(2)}\n`,
      }),
    );
  }
  cast.world.files.addLibrary(site, "Archive");
}

function fillHome(cast: Cast, site: SiteRecord): void {
  const root = rootCause(site);
  addItem(
    ensureFolder(root, "Policies"),
    fileBy(cast, "aiko.kondo", 150, {
      name: "leave-policy.md",
      text: "# Leave policy\n\nTwenty days a year. Carry over at most **five**.\n",
    }),
  );
  const library = cast.world.files.addLibrary(site, "Samples");
  const folder = ensureFolder(library.root, "Formats");
  for (const file of fixtureFiles()) addItem(folder, fileBy(cast, "tom.becker", 240, file));
}
