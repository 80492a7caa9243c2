/** Settings that hold a secret; each may also be given as `NAME_FILE`, the path of a file with the value. */
export const secretNames = [
  "SEALING_KEYS",
  "SIGN_IN_KEYS",
  "AZURE_CLIENT_SECRET",
  "AUDIT_KEY",
  "REDIS_URL",
  "REDIS_PASSWORD",
  "REDIS_SENTINEL_PASSWORD",
  "HTTPS_PROXY",
  "OTEL_EXPORTER_OTLP_HEADERS",
] as const;

/** Settings of both processes that name a file to read. */
export const commonFileSettings: readonly string[] = [
  ...secretNames.map((name) => `${name}_FILE`),
  "REDIS_CA_PATH",
  "REDIS_CLIENT_CERTIFICATE_PATH",
];
