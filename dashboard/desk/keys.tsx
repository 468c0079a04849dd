import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { Dialog } from "../interface/dialog.js";
import { theme, themes, zone, zones } from "../interface/settings.js";
import { text } from "../text.js";
import { refusal } from "./ask.js";
import { askSwitch } from "./kill-switch.js";
import { go, viewNames } from "./router.js";

export const isHelpOpen = signal(false);

const keysKey = "sage-desk-keys";

function stored(): boolean {
  try {
    return localStorage.getItem(keysKey) !== "off";
  } catch {
    return true;
  }
}

/** Whether single keys do anything: who speaks to a machine, or shares a keyboard, turns them off. */
const areOn = signal(stored());

function turnKeys(on: boolean): void {
  areOn.value = on;
  try {
    localStorage.setItem(keysKey, on ? "on" : "off");
  } catch {
    // It holds until the page is left.
  }
}

const after = <Value,>(values: readonly Value[], value: Value): Value =>
  values[(values.indexOf(value) + 1) % values.length] ?? value;

/** What a key does; false where it does nothing. */
function press(key: string): boolean {
  const view = viewNames.filter((name) => name !== "strategy")[Number(key) - 1];
  if (view !== undefined) go(view);
  else if (key === "/") document.querySelector<HTMLElement>("[data-part=filter]")?.focus();
  else if (key === "s" && refusal.peek() === null) askSwitch();
  else if (key === "t") theme.value = after(themes, theme.value);
  else if (key === "z") zone.value = after(zones, zone.value);
  else if (key === "?") isHelpOpen.value = true;
  else return false;
  return true;
}

/** Follows the keyboard. Call once. */
export function followKeys(): void {
  addEventListener("keydown", (event) => {
    const { target } = event;
    const isTyping =
      target instanceof HTMLElement && target.closest("input, select, textarea, dialog") !== null;
    // A radio button takes no letters.
    const isSwitch = target instanceof HTMLInputElement && target.type === "radio";
    if (!areOn.peek() || event.ctrlKey || event.metaKey || event.altKey) return;
    if ((isTyping && !isSwitch) || document.querySelector("dialog[open]") !== null) return;
    if (press(event.key)) event.preventDefault();
  });
}

/** What the keys do. */
export function Help(): JSX.Element | null {
  if (!isHelpOpen.value) return null;
  return (
    <Dialog title={text.help} close={text.close} onClose={() => (isHelpOpen.value = false)}>
      <dl class="keys">
        {text.keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={areOn.value}
          onChange={({ currentTarget }) => turnKeys(currentTarget.checked)}
        />
        {text.keysOn}
      </label>
    </Dialog>
  );
}
