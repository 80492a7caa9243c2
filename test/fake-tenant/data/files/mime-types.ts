const office = "application/vnd.openxmlformats-officedocument.";

const types: Record<string, string> = {
  docx: `${office}wordprocessingml.document`,
  xlsx: `${office}spreadsheetml.sheet`,
  pptx: `${office}presentationml.presentation`,
  pdf: "application/pdf",
  csv: "text/csv",
  txt: "text/plain",
  md: "text/markdown",
  html: "text/html",
  aspx: "text/html",
  json: "application/json",
  vtt: "text/vtt",
  eml: "message/rfc822",
  msg: "application/vnd.ms-outlook",
  rtf: "application/rtf",
  png: "image/png",
  // SharePoint knows these by no better name, which has kept readers from opening them.
  js: "application/octet-stream",
  loop: "application/octet-stream",
  one: "application/msonenote",
};

/** The part after the last dot, in lower case; empty without one. */
export const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

/** The type that SharePoint gives a file by its name. */
export const mimeTypeOf = (name: string): string => types[extensionOf(name)] ?? "application/octet-stream";
