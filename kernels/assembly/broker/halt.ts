import { haltDailyLoss, haltDrawdown } from "./codes";
import { Account, Broker, HaltRule, HaltState, Instrument } from "./layout";

function ruleAt(broker: Broker, index: i32): HaltRule {
  return changetype<HaltRule>(broker.halts + <usize>index * offsetof<HaltRule>());
}

export function haltStateAt(broker: Broker, index: i32): HaltState {
  return changetype<HaltState>(broker.haltStates + <usize>index * offsetof<HaltState>());
}

/** Before a bar: a new UTC day starts the count of the daily loss again. */
export function beginDay(broker: Broker, index: i32): void {
  if (broker.haltCount == 0) return;
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  const day = Math.floor(load<f64>(broker.time + ((<usize>index) << 3)) / 86400000);
  if (instrument.day == day) return;
  instrument.day = day;
  for (let k = 0; k < broker.haltCount; k++) {
    if (ruleAt(broker, k).quantity == haltDailyLoss) haltStateAt(broker, k).reference = account.equity;
  }
}

/** How far a halt's quantity has gone since trading last resumed. */
function measure(account: Account, instrument: Instrument, rule: HaltRule, state: HaltState): f64 {
  if (rule.quantity == haltDrawdown) {
    if (account.equity > state.reference) state.reference = account.equity;
    return (state.reference - account.equity) / state.reference;
  }
  if (rule.quantity == haltDailyLoss) return (state.reference - account.equity) / state.reference;
  if (instrument.losingStreak < state.streak) state.streak = 0;
  return instrument.losingStreak - state.streak;
}

/** After a bar is marked: resume what is over, halt where a limit is passed. */
export function updateHalts(broker: Broker): void {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  for (let k = 0; k < broker.haltCount; k++) {
    const rule = ruleAt(broker, k);
    const state = haltStateAt(broker, k);
    if (state.until != 0) {
      if (state.until < 0 || instrument.bar < state.until) continue;
      state.until = 0;
      state.reference = account.equity;
      state.streak = instrument.losingStreak;
    }
    const value = measure(account, instrument, rule, state);
    if (value > rule.above || (rule.inclusive != 0 && value >= rule.above)) {
      state.until = rule.length > 0 ? instrument.bar + rule.length : -1;
      instrument.halts++;
    }
  }
}

export function isHalted(broker: Broker): bool {
  for (let k = 0; k < broker.haltCount; k++) if (haltStateAt(broker, k).until != 0) return true;
  return false;
}
