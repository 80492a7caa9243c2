import { parseArgs } from "node:util";
import { root } from "#test/bootstrap/paths.mjs";
import { release } from "./release.ts";

const usage = `npm run release -- --image REGISTRY/NAME --base IMAGE@sha256:DIGEST [--platforms linux/amd64,linux/arm64]
                  [--key FILE] [--dry-run]
docs/deploy/release.md says what each is, and what happens.`;

try {
  const { values } = parseArgs({
    options: {
      image: { type: "string" },
      base: { type: "string" },
      platforms: { type: "string", default: "linux/amd64,linux/arm64" },
      key: { type: "string" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  const { image, base, key } = values;
  if (image === undefined || base === undefined) throw new Error("--image and --base are needed.");
  const platforms = values.platforms.split(",");
  const isDryRun = values["dry-run"];
  await release({ root, image, base, platforms, key, isDryRun, say: (line) => console.log(line) });
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  process.exitCode = 1;
}
