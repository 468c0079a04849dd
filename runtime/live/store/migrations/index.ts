import { ledgerTables } from "./0001-ledger.js";
import { ledgerViews } from "./0002-views.js";
import { switchChanges } from "./0003-switches.js";
import { stepLevels } from "./0004-levels.js";

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly text: string;
}

/** In the order in which they are applied. */
export const migrations: readonly Migration[] = [
  { number: 1, name: "ledger", text: ledgerTables },
  { number: 2, name: "views", text: ledgerViews },
  { number: 3, name: "switches", text: switchChanges },
  { number: 4, name: "levels", text: stepLevels },
];
