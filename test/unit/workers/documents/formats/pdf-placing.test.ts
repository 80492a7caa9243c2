import { describe, expect, it } from "vitest";
import { pixelsOf } from "#test/support/pictures/pixels.ts";
import { followPlacing } from "#workers/documents/formats/pdf/pictures/read-scan-pages.ts";
import { showPicture } from "#workers/documents/pictures/show-picture.ts";

const [save, restore, transform, beginForm, endForm] = [10, 11, 12, 74, 75];

/** How a picture is turned after these operators. */
function placingAfter(...operators: readonly (readonly [number, unknown])[]) {
  const { follow, placing } = followPlacing();
  for (const [operator, args] of operators) follow(operator, args);
  return placing();
}

describe("how a picture is turned on its page", () => {
  it.each<[string, number[], boolean, number]>([
    ["upright", [595, 0, 0, 842, 0, 0], false, 0],
    ["to the left", [0, 595, -842, 0, 842, 0], false, 270],
    ["upside down", [-595, 0, 0, -842, 595, 842], false, 180],
    ["to the right", [0, -595, 842, 0, 0, 595], false, 90],
    ["almost upright", [594, 9, -12, 841, 0, 0], false, 0],
    ["mirrored", [-595, 0, 0, 842, 595, 0], true, 0],
    ["from the bottom to the top", [595, 0, 0, -842, 0, 842], true, 180],
    ["mirrored and to the left", [0, -595, -842, 0, 842, 595], true, 270],
    ["mirrored and to the right", [0, 595, 842, 0, 0, 0], true, 90],
  ])("is seen from its transformation: %s", (_, matrix, isMirrored, degrees) => {
    expect(placingAfter([transform, matrix])).toEqual({ isMirrored, degrees });
  });

  it("is that of all transformations together, each until the state before it is restored", () => {
    const flip = [1, 0, 0, -1, 0, 0];
    expect(placingAfter([transform, flip], [transform, flip])).toEqual({ isMirrored: false, degrees: 0 });
    expect(placingAfter([save, null], [transform, flip], [restore, null])).toEqual({ isMirrored: false, degrees: 0 });
    expect(placingAfter([beginForm, [flip, null]])).toEqual({ isMirrored: true, degrees: 180 });
    expect(placingAfter([beginForm, [flip, null]], [endForm, null])).toEqual({ isMirrored: false, degrees: 0 });
  });

  it.each([[null], [[1, 2]], [["a", 0, 0, 1, 0, 0]], [[Number.NaN, 0, 0, 1, 0, 0]]])(
    "is not changed by what is no transformation: %j",
    (args) => {
      expect(placingAfter([transform, args], [restore, null])).toEqual({ isMirrored: false, degrees: 0 });
    },
  );
});

describe("the pixels of a page", () => {
  it("stand on white where they are transparent", async () => {
    const bytes = Uint8Array.from([255, 0, 0, 255, 0, 0, 0, 0]);
    const { picture } = await showPicture({ bytes, format: "RGBA", pixels: { width: 2, height: 1, depth: 8 } }, 9_000);
    expect(await pixelsOf(picture)).toEqual([
      [
        [255, 0, 0, 255],
        [255, 255, 255, 255],
      ],
    ]);
  });

  it("are mirrored before they are turned", async () => {
    const bytes = Uint8Array.from([255, 0, 0, 0, 255, 0]);
    const pixels = { width: 2, height: 1, depth: 8 };
    const { original, picture } = await showPicture(
      { bytes, format: "RGB", pixels, isMirrored: true, degrees: 90 },
      9_000,
    );
    expect(original).toEqual({ width: 1, height: 2 });
    expect(await pixelsOf(picture)).toEqual([[[0, 255, 0, 255]], [[255, 0, 0, 255]]]);
  });
});
