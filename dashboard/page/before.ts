import { storedTheme } from "../interface/stored-theme.js";

const choice = storedTheme();
if (choice !== "system") document.documentElement.dataset["theme"] = choice;
