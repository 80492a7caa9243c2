import packageJson from "../package.json" with { type: "json" };

/** The version of this product, as shown to clients and in audit lines. */
export const { version } = packageJson;
