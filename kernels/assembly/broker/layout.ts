// Every structure that the broker and the engine share. `runtime/broker/layout.ts` lists the same fields in the same
// order; a test compares the two. Fields lie one after another, each aligned to its own size; every structure's size is
// a multiple of 8, so rows of them lie one after another as well.

/**
 * The money that all instruments of a run share, and what it has been through. Part of the arena: all zero means "no
 * bar seen yet".
 */
@unmanaged
export class Account {
  /** Money, as a sum and the rounding error it still owes. */
  cash: f64;
  cashError: f64;
  fees: f64;
  feesError: f64;
  slippage: f64;
  slippageError: f64;
  /** Paid for holding: funding (negative: received) and interest on what was borrowed. */
  funding: f64;
  fundingError: f64;
  borrow: f64;
  borrowError: f64;
  /** Equity at the last close, its highest, its lowest since then, and the deepest fall so far (fraction). */
  equity: f64;
  peak: f64;
  trough: f64;
  maximumDrawdown: f64;
  /** Notional of all fills. */
  turnover: f64;
  /**
   * What the other instruments of the account are worth, and the margin that they bind; only good while one of them
   * looks for money. Zero where there is only one.
   */
  elsewhere: f64;
  boundElsewhere: f64;
  started: i32;
  bankrupt: i32;
}

/**
 * One strategy on one market: its position, its orders, its own clock and counts. Part of the arena: all zero but the
 * bar number means "no bar traded yet".
 */
@unmanaged
export class Instrument {
  /** Units held, negative when short. */
  quantity: f64;
  initialQuantity: f64;
  entryPrice: f64;
  entryTime: f64;
  /** What is left of the entry's fee and slippage for parts not yet closed. */
  entryFee: f64;
  entrySlippage: f64;
  /** Profit of the parts already closed. */
  realised: f64;
  /** Highest and lowest price since the entry. */
  highest: f64;
  lowest: f64;
  /** Levels as placed; NaN: none. */
  stop: f64;
  trailDistance: f64;
  trailAfter: f64;
  /** Best price that the trailing stop has followed, and that the stop's moves are measured by. */
  trailExtreme: f64;
  /** What is left of funding and interest paid for parts not yet closed. */
  funding: f64;
  borrow: f64;
  /** The time up to which interest is paid. */
  paidUntil: f64;
  /** Where what is left of the margin no longer suffices; NaN: nowhere. */
  liquidation: f64;
  /** Last close that was a number. */
  mark: f64;
  /** The entry that waits for the next open. */
  pendingAmount: f64;
  pendingStopBase: f64;
  pendingStopSlope: f64;
  pendingTrailDistance: f64;
  pendingTrailSlope: f64;
  pendingTrailAfter: f64;
  pendingTrailAfterSlope: f64;
  /** Where a limit or a stop entry rests. */
  pendingPrice: f64;
  /** What the signal asked for: the price, and the limit of a stop-limit (0: none). */
  pendingAskedPrice: f64;
  pendingLimit: f64;
  /** Units of a partly filled entry that are still to come; 0: it has not begun. */
  pendingLeft: f64;
  /** Units that may still be filled in the bar `liquidityBar`. */
  liquidity: f64;
  /** The share of equity that the next open goes to; NaN: none. */
  pendingTarget: f64;
  /** All that its fills, fees and payments have brought into the account, less what they took out. */
  flow: f64;
  /** Positions that ended with a gain and with a loss, and their returns on what was paid; only followed for Kelly's share. */
  gain: f64;
  loss: f64;
  /** Value of all entries of the position at their prices; only followed for Kelly's share. */
  invested: f64;
  /** UTC day of the last bar; only followed where something halts. */
  day: f64;
  /** UTC day of the last entry, where entries of a day are counted. */
  entryDay: f64;
  entryBar: i32;
  signalBar: i32;
  entryRule: i32;
  expire: i32;
  takeCount: i32;
  moveCount: i32;
  /** 1: the trailing distance is a fraction of the best price. */
  trailShare: i32;
  /** 1: something has followed the price since the entry, so that its best price is kept. */
  isFollowed: i32;
  /** 1: a stop, a target, a trailing stop or a time exit is placed. */
  isProtected: i32;
  /** The entry that waits: 1 buy, -1 sell, 0 none. */
  pendingSide: i32;
  pendingRule: i32;
  pendingSignalBar: i32;
  /** What the waiting entry is (a kind), the last bar on which it may fill, and the last close that asked for it. */
  pendingKind: i32;
  pendingUntil: i32;
  pendingAsked: i32;
  liquidityBar: i32;
  /** 1: the stop of a stop-limit has been reached, so that it rests as a limit; 2: what is left goes on at the next open. */
  pendingTriggered: i32;
  /** How many entries the position consists of. */
  lotCount: i32;
  /** Positions opened so far; those that ended, with a gain and with a loss, where Kelly's share asks. */
  positions: i32;
  ended: i32;
  wins: i32;
  losses: i32;
  /** The exit that waits: 0 none, else 1 + how it ends the trade. */
  leaving: i32;
  leavingRule: i32;
  leavingSignalBar: i32;
  /** Number of the next bar. */
  bar: i32;
  started: i32;
  /** Nothing can happen before a condition changes: the hot path. */
  quiet: i32;
  cooldownUntil: i32;
  losingStreak: i32;
  trades: i32;
  orders: i32;
  rejected: i32;
  /** Bars in which the path could have reached the stop and a target. */
  ambiguous: i32;
  /** Closes at which a position was held. */
  exposedBars: i32;
  halts: i32;
  /** Fills; those inside a bar that finer bars decided, and that had to do without them; bars without all of theirs. */
  fills: i32;
  finerFills: i32;
  coarseFills: i32;
  unmagnified: i32;
  /** Entries filled on that day. */
  entriesOfDay: i32;
  spare: i32;
}

/** A target that is placed, and base, slope and portion of the one that the waiting entry will place. */
@unmanaged
export class TakeState {
  level: f64;
  portion: f64;
  base: f64;
  slope: f64;
  nextPortion: f64;
  /** Units of a target that was partly filled; 0: it has not begun. */
  left: f64;
  done: i32;
  spare: i32;
}

/** A level that the stop moves to once the price is `after` in favour of the entry; and that of the waiting entry. */
@unmanaged
export class MoveState {
  level: f64;
  after: f64;
  base: f64;
  slope: f64;
  afterBase: f64;
  afterSlope: f64;
}

/** One entry of a position that may have several. */
@unmanaged
export class LotState {
  quantity: f64;
  price: f64;
  time: f64;
  fee: f64;
  slippage: f64;
  funding: f64;
  borrow: f64;
  /** Highest and lowest price from this entry to the next one. */
  highest: f64;
  lowest: f64;
  bar: i32;
  signalBar: i32;
  rule: i32;
  spare: i32;
}

/** Truth of a rule's condition at the last bar and what was last said about it (a reason). */
@unmanaged
export class RuleState {
  truth: i32;
  said: i32;
}

@unmanaged
export class HaltState {
  /** Highest equity (drawdown) since trading last resumed, or equity when it resumed on this day (daily loss). */
  reference: f64;
  /** First bar on which trading is possible again; 0: not halted, -1: never again. */
  until: i32;
  /** Losing trades in a row when trading last resumed. */
  streak: i32;
}

@unmanaged
export class EntryRule {
  side: i32;
  /** Addresses of columns; 0: none. */
  when: usize;
  stopBase: usize;
  stopSlope: usize;
  trailDistance: usize;
  trailSlope: usize;
  trailAfter: usize;
  trailAfterSlope: usize;
  /** 1: the distance is a fraction of the best price. */
  trailShare: i32;
  /** Bars; 0: none. */
  expire: i32;
  takeCount: i32;
  takes: usize;
  moveCount: i32;
  moves: usize;
  /** Market, limit or stop entry (a kind), the columns of its price and its limit, and the bars it is good for; 0: until it fills. */
  orderKind: i32;
  orderPrice: usize;
  limitPrice: usize;
  validity: i32;
  /** A bit a bar of the chunk: the condition is true. Without a column in `when` the graph has written them. */
  truths: usize;
  spare: i32;
}

/** Columns of a stop's move. */
@unmanaged
export class MoveRule {
  base: usize;
  slope: usize;
  afterBase: usize;
  afterSlope: usize;
}

@unmanaged
export class TakeRule {
  base: usize;
  slope: usize;
  portion: f64;
}

@unmanaged
export class ExitRule {
  /** Bits `closesLong`, `closesShort`. */
  closes: i32;
  when: usize;
  /** As of an entry. */
  truths: usize;
  spare: i32;
}

@unmanaged
export class HaltRule {
  above: f64;
  quantity: i32;
  /** Bars; 0: for good. */
  length: i32;
  /** 1: already when the limit is reached. */
  inclusive: i32;
  spare: i32;
}

/** Rows waiting to be collected. */
@unmanaged
export class Buffer {
  rows: usize;
  count: i32;
  capacity: i32;
  /** 0: nobody collects these rows, so none are written. */
  wanted: i32;
}

/** The highest and lowest prices of spans of a chunk, found once for many brokers. */
@unmanaged
export class Extremes {
  /** Rows of four numbers a bar: highest and negated lowest close, highest high and negated lowest low from there on. */
  rows: usize;
  /** Bytes from the rows of spans of 2^k bars to those of twice as many, beginning with one bar. */
  stride: usize;
  /** How often spans are doubled. */
  levels: i32;
  /** 1: every price of the chunk is there. */
  whole: i32;
}

/** What does not change while a graph is bound: addresses, rules, costs. */
@unmanaged
export class Broker {
  capital: f64;
  taker: f64;
  maker: f64;
  fixed: f64;
  slippage: f64;
  /** Half the spread as a fraction of price. */
  halfSpread: f64;
  /** 0: unlimited. */
  tick: f64;
  lot: f64;
  minimumNotional: f64;
  /** What a liquidation costs on top of the taker's fee. */
  liquidationFee: f64;
  /** Shares of a position's value: its margin when it is opened, and what has to stay of it. */
  initialMargin: f64;
  maintenance: f64;
  /** Interest a millisecond on what is borrowed; 0: none. */
  borrowRate: f64;
  /** Length of a bar in milliseconds. */
  timeframe: f64;
  /** Share of a bar's volume that orders may fill; 0: no limit. */
  participation: f64;
  /** Money that one unit of notional needs: its margin and the fee of the fill. */
  marginRate: f64;
  /** The same for an order that rests in the book. */
  restingRate: f64;
  /** Largest notional of an entry as a fraction of equity; 0: unlimited. */
  sizeLimit: f64;
  /** The part of the account's equity that sizes are counted from. */
  share: f64;
  /** The part of Kelly's share that is taken, and the share until it is known. */
  kellyFraction: f64;
  kellyOtherwise: f64;
  /** How far the share held may be from the target before it is traded. */
  rebalance: f64;
  account: usize;
  instrument: usize;
  takes: usize;
  moves: usize;
  lots: usize;
  ruleStates: usize;
  haltStates: usize;
  time: usize;
  open: usize;
  high: usize;
  low: usize;
  close: usize;
  /** Only where something depends on it; else 0. */
  volume: usize;
  sizeAmount: usize;
  /** The share of equity to hold; 0: rules decide. */
  target: usize;
  /** Sum of the funding rates that are due before each bar's open; 0: none is paid. */
  funding: usize;
  /** Finer bars of the step, in the order of time; 0: none are wanted. */
  finerTime: usize;
  finerOpen: usize;
  finerHigh: usize;
  finerLow: usize;
  finerClose: usize;
  /** Columns to be written; 0: not wanted. */
  equity: usize;
  cash: usize;
  position: usize;
  entries: usize;
  exits: usize;
  halts: usize;
  trades: usize;
  orders: usize;
  signals: usize;
  /** The portfolio that it belongs to; 0: it runs alone. */
  portfolio: usize;
  /** A bit a bar of the chunk: some condition is not what it was one bar before. */
  changes: usize;
  /** `Extremes` of the chunk; 0: there are none. Only where no column of equity is wanted. */
  extremes: usize;
  /** Changes of the kill switch (`SwitchChange`), in the order of their times. */
  switches: usize;
  entryCount: i32;
  exitCount: i32;
  haltCount: i32;
  takeLimit: i32;
  /** Most entries of one position. */
  lotLimit: i32;
  sizeKind: i32;
  /** Positions that must have ended before Kelly's share is used. */
  kellyTrades: i32;
  slippageKind: i32;
  path: i32;
  /** 1: protections act in the bar of the fill; 0: from the next one. */
  protectFromFill: i32;
  cooldown: i32;
  cooldownAfter: i32;
  /** First bar on which a decision is possible. */
  first: i32;
  /** 1: an entry against an open position closes it first; 0: it is ignored. */
  reverses: i32;
  /** 1: each position has a margin of its own, and loses no more. */
  margined: i32;
  /** How many finer bars lie ready. */
  finerCount: i32;
  /** Which member of the portfolio it is. */
  member: i32;
  /** 1: it only enters and leaves at the next open, one entry at a time, so that `lean.ts` does for it. */
  lean: i32;
  switchCount: i32;
  /** Most entries that are filled in a UTC day; 0: any. */
  dayLimit: i32;
}

/** The kill switch from a time (epoch milliseconds) on: 0 trading is free, 1 nothing is entered, 2 nor held. */
@unmanaged
export class SwitchChange {
  time: f64;
  state: f64;
}

/** What a portfolio has been through. Part of the arena; all zero: nothing yet. */
@unmanaged
export class PortfolioState {
  /** All accounts together at the last close of any member, and the most they ever were. */
  equity: f64;
  peak: f64;
  /** UTC day of the last close, and what the accounts were worth when it began. */
  day: f64;
  dayEquity: f64;
  started: i32;
  /** Why nothing may be entered: 0 it may, 1 the day's loss, 2 the drawdown. */
  halted: i32;
  /** How often a limit has halted it. */
  halts: i32;
  spare: i32;
}

/** What a member's part of the money would be, had it been held in its market since its first close: units; 0: not yet. */
@unmanaged
export class MemberState {
  units: f64;
}

/** A member's place in the chunk that is being worked on. */
@unmanaged
export class Member {
  /** When its next bar closes; Infinity: none is left in this chunk. */
  next: f64;
  interval: f64;
  /** Its part of the money, for comparison with holding its market. */
  stake: f64;
  broker: usize;
  state: usize;
  /** Members of one market have the same number, and those of one asset. */
  market: i32;
  asset: i32;
  index: i32;
  count: i32;
  /** The next bar in which anything but its mark may happen. */
  event: i32;
  /** Number of the bar at index 0. */
  base: i32;
  /** 1: its data ends with this chunk. */
  ends: i32;
  /** 1: a bar of it is under way, of which the open is the last price seen. */
  opens: i32;
  /** 1: anything may happen at this moment. */
  acts: i32;
  spare: i32;
}

/** Strategies that share one clock: what does not change while they run, and what they are doing in this chunk. */
@unmanaged
export class Portfolio {
  capital: f64;
  /** Limits; Infinity: none. Exposures are fractions of equity. */
  exposure: f64;
  netExposure: f64;
  perMarket: f64;
  perStrategy: f64;
  perAsset: f64;
  /** The share of equity that may be bound. */
  bindable: f64;
  /** Correlation beyond which a market counts as one that is held already. */
  correlation: f64;
  drawdown: f64;
  dailyLoss: f64;
  /** Money that no member trades. */
  idle: f64;
  /** The longest bar. */
  longest: f64;
  /** The shortest bar. */
  interval: f64;
  state: usize;
  members: usize;
  /** Room for a number a member. */
  active: usize;
  /** The members' last prices (`likeness.ts`), in the arena. */
  prices: usize;
  /** Columns of the whole, a row a moment. */
  time: usize;
  equity: usize;
  cash: usize;
  positions: usize;
  gross: usize;
  net: usize;
  benchmark: usize;
  count: i32;
  /** 1: one account for all; 0: one each. */
  shared: i32;
  positionLimit: i32;
  assetLimit: i32;
  /** How many returns a correlation is found from; 0: none is. */
  correlationBars: i32;
  /** 1: a limit on what is held is set. */
  limits: i32;
  /** 1: a halt closes what is held. */
  flattens: i32;
  /** 1: what is held when a member's data ends is closed. */
  closes: i32;
  rows: i32;
  rowLimit: i32;
  /** Positions and waiting entries that the next open will find, while entries are decided. */
  staying: i32;
  /** 1: records must be collected before the next moment. */
  full: i32;
  spare: i32;
}

/** A closed trade. */
@unmanaged
export class TradeRow {
  quantity: f64;
  entryTime: f64;
  entryPrice: f64;
  exitTime: f64;
  exitPrice: f64;
  fees: f64;
  slippage: f64;
  funding: f64;
  borrow: f64;
  mae: f64;
  mfe: f64;
  stop: f64;
  take: f64;
  /** Where it would have been liquidated when it ended; NaN: nowhere. */
  liquidation: f64;
  entryBar: i32;
  exitBar: i32;
  signalBar: i32;
  /** 1 long, -1 short. */
  side: i32;
  entryRule: i32;
  /** -1: none. */
  exitRule: i32;
  exitReason: i32;
  /** Counts the positions of its instrument from 1: the parts of one have the same number. */
  position: i32;
}

/** An order that has ended. */
@unmanaged
export class OrderRow {
  time: f64;
  quantity: f64;
  /** NaN when nothing was filled. */
  price: f64;
  fee: f64;
  slippage: f64;
  signalBar: i32;
  bar: i32;
  /** side (1 buy, 0 sell) + 2·kind + 32·status + 256·reason. */
  what: i32;
  spare: i32;
}

/** A condition that came true. */
@unmanaged
export class SignalRow {
  time: f64;
  bar: i32;
  /** action (0 enter, 1 exit) + 2·(side: 1 long, 0 short) + 4·(outcome: 1 order) + 256·reason + 65536·rule. */
  what: i32;
}
