import type { AozoraSites } from "./aozora-files.ts";
import type { Cast } from "./cast.ts";

/**
 * Modern pages with both type names of the text web part, two columns, and a web part that keeps its text elsewhere.
 */
export function addAozoraPages(cast: Cast, sites: AozoraSites): void {
  const { files } = cast.world;
  files.addPage(sites.kyoto, {
    name: "Home.aspx",
    title: "Kyoto Roastery",
    description: "What we build in Kyoto",
    author: cast.author("hana.mori"),
    modifiedAt: cast.hoursAgo(75),
    sections: [
      {
        columns: [
          [
            {
              kind: "text",
              cast: "microsoft.graph",
              html: "<h2>Where we stand</h2><p>The fire permit came through. Next: the roaster.</p>",
            },
            {
              kind: "standard",
              title: "Quick links",
              searchableText: { "items[0].title": "Opening plan", "items[1].title": "Power drawing" },
            },
          ],
          [
            {
              kind: "text",
              cast: "oneDrive",
              html: "<p>担当: 森（開業）、コスタ（焙煎機）、佐藤（許認可）。<br>開業は八週間後の予定です。</p>",
            },
          ],
        ],
      },
    ],
  });
  files.addPage(sites.home, {
    name: "Year-end-closing.aspx",
    title: "Year-end closing",
    description: "When we are closed",
    news: true,
    author: cast.author("aiko.kondo"),
    modifiedAt: cast.hoursAgo(150),
    sections: [
      {
        columns: [
          [
            {
              kind: "text",
              cast: "microsoft.graph",
              html: "<p>We are closed from December 29 to January 4.</p><p>休業は12月29日から1月4日までです。</p>",
            },
          ],
        ],
      },
    ],
  });
}
