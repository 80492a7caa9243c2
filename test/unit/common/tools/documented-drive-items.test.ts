import { describe, expect, it } from "vitest";
import { graphDrive, graphDriveItem } from "#common/tools/support/files/graph-drive.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { corpusMissing, documentedExample } from "./corpus.ts";

/** What our answers promise of an item; each is there after parsing when Microsoft's example has it. */
const promised = ["id", "name", "webUrl", "size", "lastModifiedDateTime", "file", "folder"] as const;

const examples = [
  "files/driveitem-get/01.json",
  "files/driveitem-list-children/01.json",
  "files/driveitem-search/01.json",
  "files/driveitem-search/02.json",
  "files/shares-get/02.json",
  "files/shares-get/03.json",
  "files/drive-get-specialfolder/01.json",
  "files/drive-get-specialfolder/02.json",
];

type Example = Record<string, unknown>;

/** The items in an answer: itself, its list, or what it expands. */
function itemsIn(answer: Example): Example[] {
  if (Array.isArray(answer.value)) return answer.value;
  return [answer, ...(Array.isArray(answer.children) ? answer.children : [])];
}

describe("Microsoft's documented drive items", skipWhen(corpusMissing), () => {
  it.each(examples)("%s is read without losing a field that we promise", (path) => {
    const items = itemsIn(documentedExample(path) as Example);
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      const parsed: Example = graphDriveItem.parse(item);
      for (const field of promised.filter((name) => name in item)) expect(parsed, field).toHaveProperty(field);
      expect(parsed.name).toEqual(item.name);
    }
  });

  it("drives tell of what type they are", () => {
    const drive = documentedExample("files/drive-get/01.json") as Example;
    expect(graphDrive.parse(drive)).toMatchObject({ id: drive.id, driveType: drive.driveType });
  });
});
