/** The declared media type in lower case, without its parameters. */
export function declaredType(mediaType: string): string {
  const [essence = ""] = mediaType.split(";");
  return essence.trim().toLowerCase();
}

/** A file name's extension in lower case, without the dot. Empty where there is none. */
export function extensionOf(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}
