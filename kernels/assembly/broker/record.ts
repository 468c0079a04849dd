import { Broker, Buffer, Instrument, OrderRow, SignalRow, TradeRow } from "./layout";

/** The bar's number in the chunk that is being worked on: rows take their time stamp from it. */
export function timeAt(broker: Broker, index: i32): f64 {
  return load<f64>(broker.time + ((<usize>index) << 3));
}

/** Whether every buffer can take all that one bar may bring: old and new targets, and what comes before and after. */
export function hasRoom(broker: Broker): bool {
  const fills = 2 * broker.takeLimit + 6;
  const trades = changetype<Buffer>(broker.trades);
  const orders = changetype<Buffer>(broker.orders);
  const signals = changetype<Buffer>(broker.signals);
  return (
    // Each fill ends some entries of the position, and a part of one more.
    trades.count + fills + broker.lotLimit <= trades.capacity &&
    orders.count + 2 * fills <= orders.capacity &&
    // One a rule, or one of the target.
    signals.count + broker.entryCount + broker.exitCount + 1 <= signals.capacity
  );
}

/** The row of a part that has just been closed, with what its prices say; null where nobody collects them. */
export function recordTrade(
  broker: Broker,
  index: i32,
  entry: f64,
  highest: f64,
  lowest: f64,
  price: f64,
  side: f64,
): TradeRow | null {
  const buffer = changetype<Buffer>(broker.trades);
  if (buffer.wanted == 0) return null;
  const row = changetype<TradeRow>(buffer.rows + <usize>buffer.count * offsetof<TradeRow>());
  buffer.count++;
  const up = (max<f64>(highest, price) - entry) / entry;
  const down = (min<f64>(lowest, price) - entry) / entry;
  row.entryPrice = entry;
  row.exitTime = timeAt(broker, index);
  row.exitPrice = price;
  row.mae = side > 0 ? min<f64>(down, 0) : min<f64>(-up, 0);
  row.mfe = side > 0 ? max<f64>(up, 0) : max<f64>(-down, 0);
  row.exitBar = changetype<Instrument>(broker.instrument).bar;
  row.side = side > 0 ? 1 : -1;
  row.position = changetype<Instrument>(broker.instrument).positions;
  return row;
}

export function recordOrder(
  broker: Broker,
  index: i32,
  bar: i32,
  signalBar: i32,
  buys: bool,
  kind: i32,
  status: i32,
  reason: i32,
  quantity: f64,
  price: f64,
  fee: f64,
  slippage: f64,
): void {
  const buffer = changetype<Buffer>(broker.orders);
  if (buffer.wanted == 0) return;
  const row = changetype<OrderRow>(buffer.rows + <usize>buffer.count * offsetof<OrderRow>());
  buffer.count++;
  row.time = timeAt(broker, index);
  row.quantity = quantity;
  row.price = price;
  row.fee = fee;
  row.slippage = slippage;
  row.signalBar = signalBar;
  row.bar = bar;
  row.what = i32(buys) | (kind << 1) | (status << 5) | (reason << 8);
  row.spare = 0;
}

export function recordSignal(
  broker: Broker,
  index: i32,
  bar: i32,
  exits: bool,
  long: bool,
  ordered: bool,
  reason: i32,
  rule: i32,
): void {
  const buffer = changetype<Buffer>(broker.signals);
  if (buffer.wanted == 0) return;
  const row = changetype<SignalRow>(buffer.rows + <usize>buffer.count * offsetof<SignalRow>());
  buffer.count++;
  row.time = timeAt(broker, index);
  row.bar = bar;
  row.what = i32(exits) | (i32(long) << 1) | (i32(ordered) << 2) | (reason << 8) | (rule << 16);
}
