import { slippageLinear, slippageRate, slippageSquareRoot, slippageTicks } from "./codes";
import { Broker } from "./layout";

/** What part of the bar's volume an order is, at most all of it. */
function volumeShare(broker: Broker, index: i32, units: f64): f64 {
  if (units == 0) return 0;
  const share = units / load<f64>(broker.volume + ((<usize>index) << 3));
  return share >= 0 && share < 1 ? share : 1;
}

/**
 * What slippage and half the spread move a market fill against us, in quote per unit; `units` count only for slippage
 * by volume.
 */
export function impact(broker: Broker, index: i32, price: f64, units: f64): f64 {
  let distance: f64;
  if (broker.slippageKind == slippageRate) distance = broker.slippage * price;
  else if (broker.slippageKind == slippageTicks) distance = broker.slippage * broker.tick;
  else if (broker.slippageKind >= slippageSquareRoot) {
    const share = volumeShare(broker, index, units);
    distance = broker.slippage * price * (broker.slippageKind == slippageLinear ? share : Math.sqrt(share));
  } else {
    const at = (<usize>index) << 3;
    distance = broker.slippage * (load<f64>(broker.high + at) - load<f64>(broker.low + at));
  }
  return distance + broker.halfSpread * price;
}

/** The price of a market fill; nobody is paid to sell. */
export function marketPrice(broker: Broker, index: i32, price: f64, side: f64, units: f64): f64 {
  const moved = price + side * impact(broker, index, price, units);
  return moved > 0 ? moved : 0;
}

/** A level that an exchange would take: the nearest tick. */
export function toTick(broker: Broker, price: f64): f64 {
  const tick = broker.tick;
  return tick > 0 ? Math.round(price / tick) * tick : price;
}

/** Whole lots in a quantity, forgiving the last bit of a division. */
export function toLot(broker: Broker, quantity: f64): f64 {
  const lot = broker.lot;
  return lot > 0 ? Math.floor((quantity / lot) * (1 + 1e-12)) * lot : quantity;
}

/** Whether an order is too small for the market. One of just the minimum is not: a quotient's last bit must not decide. */
export function isTooSmall(broker: Broker, notional: f64): bool {
  return notional < broker.minimumNotional * (1 - 1e-9);
}
