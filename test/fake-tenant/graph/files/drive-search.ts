import { mayOpen } from "#test/fake-tenant/data/files/drive.ts";
import type { StoredItem } from "#test/fake-tenant/data/files/file-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { indexText, wordMatcher } from "#test/fake-tenant/graph/kql/words.ts";
import { answer, pageOfList, refuseOptions } from "#test/fake-tenant/graph/list-page.ts";
import { readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { driveItemJson, selectedItemProperties } from "./drive-item-json.ts";
import { invalidFileRequest } from "./file-access.ts";
import { foundUrlOf } from "./item-addresses.ts";

/** GET .../root/search(q='text'): words in name or content below one folder, Markdown included; hardly ranked. */
export function searchDrive(call: GraphCall, from: StoredItem, query: string): GraphResult {
  if (query.trim() === "") throw invalidFileRequest("The search query must not be empty.");
  const options = readQueryOptions(call.request.query, { defaultTop: 200, maxTop: 1000 });
  refuseOptions(options, ["filter", "search", "count", "expand", "orderBy"]);
  const names = selectedItemProperties(options.select);
  const tests = query.split(/\s+/).map((word) => wordMatcher(word, true));
  const indexedBefore = call.world.now() - call.world.behaviour.searchIndexLagMs;
  const found = below(from)
    .filter((item) => item.modifiedAt <= indexedBefore && mayOpen(call.caller.user.id, item))
    .filter((item) => item.kind !== "folder" || call.world.behaviour.driveSearchFindsFolders)
    .filter((item) => {
      const text = indexText(`${item.name} ${item.kind === "file" ? item.indexText() : ""}`);
      return tests.every((test) => test(text));
    });
  const { items, links } = pageOfList(call, options, found);
  const json = (item: StoredItem) => foundItemJson(item, names, call.world);
  return answer(call, "Collection(driveItem)", { ...links, value: items.map(json) });
}

function foundItemJson(item: StoredItem, names: readonly string[], world: World): Record<string, unknown> {
  const json = driveItemJson(item, names, world);
  const { path, name, ...parent } = (json.parentReference ?? {}) as Record<string, unknown>;
  return {
    ...json,
    ...("webUrl" in json && { webUrl: foundUrlOf(item, world) }),
    ...("parentReference" in json && world.behaviour.driveSearchHidesPaths && { parentReference: parent }),
    searchResult: {},
  };
}

const below = (folder: StoredItem): StoredItem[] => folder.children.flatMap((child) => [child, ...below(child)]);
