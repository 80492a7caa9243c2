import { sharepointFolderSearch } from "#common/tools/sharepoint-folder-search.ts";
import type { Scene } from "./scene.ts";
import { showFiles } from "./show-files.ts";

/** A folder by a part of its name. */
export async function searchFolders({ screen, hero, ask, expect }: Scene): Promise<void> {
  const { folders } = await ask({
    who: hero,
    words: "Which folder has the permits?",
    tool: sharepointFolderSearch,
    args: { name: "permit" },
  });
  showFiles(screen, folders);
  expect(
    "the folder of the permits should be found",
    folders.some(({ name }) => name === "Permits"),
  );
  expect(
    "only folders should be found",
    folders.every(({ kind }) => kind === "folder"),
  );
}
