/** Starts the page: language and theme first, then the elements, then the desk. */
import { setting } from "./lib/settings.js";
import { translate } from "./lib/words.js";
import "./elements/desk-page.js";

const root = document.documentElement;
root.lang = setting("language") ?? (navigator.language.startsWith("de") ? "de" : "en");
for (const name of ["theme", "density"]) if (setting(name)) root.dataset[name] = setting(name);

translate();
document.querySelector("desk-page").start();
