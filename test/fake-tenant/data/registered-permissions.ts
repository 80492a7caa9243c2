import { catalog } from "#common/tools/catalog.ts";
import { permissionsFor } from "#gateway/registrations/needed-permissions.ts";

/** The delegated Graph permissions of the Server app's registration, to which an admin consents as a whole. */
export const registeredPermissions: readonly string[] = permissionsFor(catalog.map(({ name }) => name));
