export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** The name under which the report keeps the choice too. */
export const themeKey = "sage-theme";

/** What was chosen on this machine before. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(themeKey);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    // A browser may deny storage.
    return "system";
  }
}
