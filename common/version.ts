import packageJson from "../package.json" with { type: "json" };

/** The version of this product, as clients and audit lines see it. */
export const { version } = packageJson;
