export { defaultStore, parseStoreAddress } from "./address.js";
export { backupSqlite } from "./backup.js";
export type { LiveNote, LiveStep, LiveStore, Standing, StrategyRecord, WriteLock } from "./live-store.js";
export { openStore } from "./open-store.js";
export type { SqlStore } from "./sql-store.js";
export type { WantedStrategy } from "./strategies.js";
export { StoreError, storeErrorCodes } from "./store-error.js";
export { readSwitches, readSwitchHistory, writeSwitch, type StoredSwitch } from "./switches.js";
export * from "./read/index.js";
