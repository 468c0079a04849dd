import { structure } from "./structure.js";

// The structures of `kernels/assembly/broker/layout.ts`, where each field is explained: same names, same order, same
// types. A test compares the two files.

export const accountLayout = structure({
  cash: "f64",
  cashError: "f64",
  fees: "f64",
  feesError: "f64",
  slippage: "f64",
  slippageError: "f64",
  equity: "f64",
  peak: "f64",
  trough: "f64",
  maximumDrawdown: "f64",
  turnover: "f64",
  elsewhere: "f64",
  boundElsewhere: "f64",
  started: "i32",
  bankrupt: "i32",
});

export const instrumentLayout = structure({
  quantity: "f64",
  initialQuantity: "f64",
  entryPrice: "f64",
  entryTime: "f64",
  entryFee: "f64",
  entrySlippage: "f64",
  realised: "f64",
  highest: "f64",
  lowest: "f64",
  stop: "f64",
  trailDistance: "f64",
  trailAfter: "f64",
  trailExtreme: "f64",
  mark: "f64",
  pendingAmount: "f64",
  pendingStopBase: "f64",
  pendingStopSlope: "f64",
  pendingTrailDistance: "f64",
  pendingTrailAfter: "f64",
  pendingPrice: "f64",
  pendingTarget: "f64",
  flow: "f64",
  day: "f64",
  entryBar: "i32",
  signalBar: "i32",
  entryRule: "i32",
  expire: "i32",
  takeCount: "i32",
  isProtected: "i32",
  pendingSide: "i32",
  pendingRule: "i32",
  pendingSignalBar: "i32",
  pendingKind: "i32",
  pendingUntil: "i32",
  pendingAsked: "i32",
  lotCount: "i32",
  leaving: "i32",
  leavingRule: "i32",
  leavingSignalBar: "i32",
  bar: "i32",
  started: "i32",
  quiet: "i32",
  cooldownUntil: "i32",
  losingStreak: "i32",
  trades: "i32",
  orders: "i32",
  rejected: "i32",
  ambiguous: "i32",
  exposedBars: "i32",
  halts: "i32",
  spare: "i32",
});

export const takeStateLayout = structure({
  level: "f64",
  portion: "f64",
  base: "f64",
  slope: "f64",
  nextPortion: "f64",
  done: "i32",
  spare: "i32",
});

export const lotStateLayout = structure({
  quantity: "f64",
  price: "f64",
  time: "f64",
  fee: "f64",
  slippage: "f64",
  highest: "f64",
  lowest: "f64",
  bar: "i32",
  signalBar: "i32",
  rule: "i32",
  spare: "i32",
});

export const ruleStateLayout = structure({
  truth: "i32",
  said: "i32",
});

export const haltStateLayout = structure({
  reference: "f64",
  until: "i32",
  streak: "i32",
});

export const entryRuleLayout = structure({
  side: "i32",
  when: "usize",
  stopBase: "usize",
  stopSlope: "usize",
  trailDistance: "usize",
  trailAfter: "usize",
  expire: "i32",
  takeCount: "i32",
  takes: "usize",
  orderKind: "i32",
  orderPrice: "usize",
  validity: "i32",
});

export const takeRuleLayout = structure({
  base: "usize",
  slope: "usize",
  portion: "f64",
});

export const exitRuleLayout = structure({
  closes: "i32",
  when: "usize",
});

export const haltRuleLayout = structure({
  above: "f64",
  quantity: "i32",
  length: "i32",
  inclusive: "i32",
  spare: "i32",
});

export const bufferLayout = structure({
  rows: "usize",
  count: "i32",
  capacity: "i32",
  wanted: "i32",
});

export const brokerLayout = structure({
  capital: "f64",
  taker: "f64",
  maker: "f64",
  fixed: "f64",
  slippage: "f64",
  halfSpread: "f64",
  tick: "f64",
  lot: "f64",
  minimumNotional: "f64",
  marginRate: "f64",
  sizeLimit: "f64",
  share: "f64",
  rebalance: "f64",
  account: "usize",
  instrument: "usize",
  takes: "usize",
  lots: "usize",
  ruleStates: "usize",
  haltStates: "usize",
  time: "usize",
  open: "usize",
  high: "usize",
  low: "usize",
  close: "usize",
  sizeAmount: "usize",
  target: "usize",
  equity: "usize",
  cash: "usize",
  position: "usize",
  entries: "usize",
  exits: "usize",
  halts: "usize",
  trades: "usize",
  orders: "usize",
  signals: "usize",
  portfolio: "usize",
  changes: "usize",
  entryCount: "i32",
  exitCount: "i32",
  haltCount: "i32",
  takeLimit: "i32",
  lotLimit: "i32",
  sizeKind: "i32",
  slippageKind: "i32",
  path: "i32",
  protectFromFill: "i32",
  cooldown: "i32",
  cooldownAfter: "i32",
  first: "i32",
  reverses: "i32",
  member: "i32",
});

export const portfolioStateLayout = structure({
  equity: "f64",
  peak: "f64",
  day: "f64",
  dayEquity: "f64",
  started: "i32",
  halted: "i32",
  halts: "i32",
  spare: "i32",
});

export const memberStateLayout = structure({
  units: "f64",
});

export const memberLayout = structure({
  next: "f64",
  interval: "f64",
  stake: "f64",
  broker: "usize",
  state: "usize",
  market: "i32",
  index: "i32",
  count: "i32",
  event: "i32",
  base: "i32",
  ends: "i32",
  opens: "i32",
  acts: "i32",
});

export const portfolioLayout = structure({
  capital: "f64",
  exposure: "f64",
  netExposure: "f64",
  perMarket: "f64",
  perStrategy: "f64",
  drawdown: "f64",
  dailyLoss: "f64",
  interval: "f64",
  state: "usize",
  members: "usize",
  active: "usize",
  time: "usize",
  equity: "usize",
  cash: "usize",
  positions: "usize",
  gross: "usize",
  net: "usize",
  benchmark: "usize",
  count: "i32",
  shared: "i32",
  positionLimit: "i32",
  limits: "i32",
  flattens: "i32",
  closes: "i32",
  rows: "i32",
  rowLimit: "i32",
  staying: "i32",
  full: "i32",
});

export const tradeRowLayout = structure({
  quantity: "f64",
  entryTime: "f64",
  entryPrice: "f64",
  exitTime: "f64",
  exitPrice: "f64",
  fees: "f64",
  slippage: "f64",
  funding: "f64",
  mae: "f64",
  mfe: "f64",
  stop: "f64",
  take: "f64",
  entryBar: "i32",
  exitBar: "i32",
  signalBar: "i32",
  side: "i32",
  entryRule: "i32",
  exitRule: "i32",
  exitReason: "i32",
  spare: "i32",
});

export const orderRowLayout = structure({
  time: "f64",
  quantity: "f64",
  price: "f64",
  fee: "f64",
  slippage: "f64",
  signalBar: "i32",
  bar: "i32",
  what: "i32",
  spare: "i32",
});

export const signalRowLayout = structure({
  time: "f64",
  bar: "i32",
  what: "i32",
});
