import { audit } from "./audit.ts";
import { testFamily } from "./test-family.ts";

testFamily(audit);
