/** A pattern that may take more than linear time, and why it doesn't here. */
interface AcceptedPattern {
  file: string;
  source: string;
  reason: string;
}

export const acceptedPatterns: readonly AcceptedPattern[] = [
  {
    file: "gateway/auth/token-format.ts",
    source: String.raw`"(?:[^"\\]|\\.)*"(\s*:)?`,
    reason: "It is slow where strings don't end, and reads only what JSON.parse has read.",
  },
  {
    file: "workers/documents/charset/decode-text.ts",
    source: String.raw`<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?([\w.:-]{1,40})`,
    reason: "It reads the first 4,096 bytes.",
  },
  {
    file: "workers/documents/formats/xlsx/read-xlsx.ts",
    source: String.raw`\[Threaded comment\] Your version of Excel .{0,400}? Comment: {1,20}`,
    reason: "It reads 400 characters after a phrase of 41: at most ten for each.",
  },
  {
    file: "workers/documents/vobject/read-vobject.ts",
    source: "^[^:]{0,200};(?:ENCODING=)?QUOTED-PRINTABLE(?:;[^:]{0,200})?:",
    reason: "It reads the first 400 characters of a property, each at most a dozen times.",
  },
  {
    file: "workers/tools/query/terms.ts",
    source: String.raw`(?:([a-z]+):)?"([^"]*)"|(\S+)`,
    reason: "scslre doesn't see that the other alternative matches each run of letters as a whole. recheck does.",
  },
];
