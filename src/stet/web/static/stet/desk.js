// The desk's script: decisions without loading the page anew, and single keys for them.
// Everything here also works without it, as plain forms and links.

import { workAhead } from "./desk/ahead.js";
import { offerCopies } from "./desk/copying.js";
import { beFair } from "./desk/fairness.js";
import { listen } from "./desk/keys.js";
import { watch } from "./desk/live.js";
import { closeMenus } from "./desk/menu.js";
import { replaceOnSubmit, shown } from "./desk/part.js";
import { countDown } from "./desk/undo.js";

replaceOnSubmit();
workAhead();
listen();
watch();
closeMenus();
beFair();
offerCopies();
document.addEventListener("desk:shown", countDown);
document.addEventListener("desk:bar", countDown);
shown();
