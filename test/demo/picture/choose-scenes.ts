import { stripVTControlCharacters } from "node:util";

/** A title of the demo and what stands below it, as far as it is in the picture. */
export interface PictureScene {
  title: string;
  lines: readonly string[];
}

/** Which exchanges are shown: the title's beginning, and for each exchange the beginning of what is asked. */
export interface ChosenScene {
  title: string;
  questions?: readonly string[];
}

const isTitle = (line: string): boolean => /^\S.* ─{3,}$/u.test(stripVTControlCharacters(line));

/** The blocks between empty lines. */
function blocksOf(lines: readonly string[]): string[][] {
  return lines.reduce<string[][]>(
    (blocks, line) => {
      if (line === "") blocks.push([]);
      else blocks.at(-1)?.push(line);
      return blocks;
    },
    [[]],
  );
}

/**
 * The chosen parts of what the demo printed. Without questions a scene is shown whole.
 * @throws naming a title or a question that the demo did not print
 */
export function chooseScenes(printed: string, chosen: readonly ChosenScene[]): PictureScene[] {
  const lines = printed.split("\n");
  return chosen.map(({ title, questions }) => {
    const start = lines.findIndex((line) => isTitle(line) && stripVTControlCharacters(line).startsWith(title));
    if (start === -1) throw new Error(`The demo printed no "${title}"`);
    const length = lines.slice(start + 1).findIndex(isTitle);
    const blocks = blocksOf(lines.slice(start + 1, length === -1 ? undefined : start + 1 + length));
    const shown = questions?.map((question) => {
      const block = blocks.find(([asked = ""]) => stripVTControlCharacters(asked).includes(`“${question}`));
      if (block === undefined) throw new Error(`The demo printed no question "${question}" below "${title}"`);
      return block;
    });
    return {
      title: lines[start] ?? "",
      lines: (shown ?? blocks.filter(({ length: count }) => count > 0)).flatMap((block) => ["", ...block]).slice(1),
    };
  });
}
