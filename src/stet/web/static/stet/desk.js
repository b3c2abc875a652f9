// The desk's script: decisions without loading the page anew, and single keys for them.
// Everything here also works without it, as plain forms and links.

import { listen } from "./desk/keys.js";
import { replaceOnSubmit, shown } from "./desk/part.js";
import { countDown } from "./desk/undo.js";

replaceOnSubmit();
listen();
countDown();
document.addEventListener("desk:shown", countDown);
shown();
