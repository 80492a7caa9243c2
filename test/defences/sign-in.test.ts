import { noticesEach } from "./notices-each.ts";
import { signIn } from "./removals/sign-in.ts";

noticesEach(signIn);
