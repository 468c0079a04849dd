// What the broker says in its records, as numbers. `runtime/broker/codes.ts` gives each its words, in the same order;
// a test holds the two to each other.

// How a trade ended.
export const exitRule: i32 = 0;
export const exitReverse: i32 = 1;
export const exitStop: i32 = 2;
export const exitTake: i32 = 3;
export const exitTrail: i32 = 4;
export const exitExpire: i32 = 5;
export const exitLiquidation: i32 = 6;
export const exitEndOfData: i32 = 7;
export const exitRebalance: i32 = 8;
export const exitHalt: i32 = 9;
export const exitStopped: i32 = 10;

// What an order was.
export const kindMarket: i32 = 0;
export const kindStop: i32 = 1;
export const kindTake: i32 = 2;
export const kindTrail: i32 = 3;
export const kindExpire: i32 = 4;
export const kindEndOfData: i32 = 5;
export const kindLimit: i32 = 6;
export const kindStopEntry: i32 = 7;
export const kindStopLimit: i32 = 8;

// How an order ended.
export const statusFilled: i32 = 0;
export const statusRejected: i32 = 1;
export const statusCancelled: i32 = 2;
export const statusExpired: i32 = 3;
export const statusPartlyFilled: i32 = 4;

// Why something happened or did not.
export const reasonNone: i32 = 0;
export const reasonEntered: i32 = 1;
export const reasonExitRule: i32 = 2;
export const reasonReverse: i32 = 3;
export const reasonStop: i32 = 4;
export const reasonTake: i32 = 5;
export const reasonTrail: i32 = 6;
export const reasonExpire: i32 = 7;
export const reasonLiquidation: i32 = 8;
export const reasonEndOfData: i32 = 9;
export const reasonWarmup: i32 = 10;
export const reasonBankrupt: i32 = 11;
export const reasonEarlierRule: i32 = 12;
export const reasonInPosition: i32 = 13;
export const reasonNoPosition: i32 = 14;
export const reasonHalted: i32 = 15;
export const reasonCooldown: i32 = 16;
export const reasonNoSize: i32 = 17;
export const reasonMissingLevel: i32 = 18;
export const reasonStopSide: i32 = 19;
export const reasonTakeSide: i32 = 20;
export const reasonNoMoney: i32 = 21;
export const reasonBelowLot: i32 = 22;
export const reasonBelowMinimum: i32 = 23;
export const reasonReduced: i32 = 24;
export const reasonAlreadyLeaving: i32 = 25;
export const reasonReplaced: i32 = 26;
export const reasonOver: i32 = 27;
export const reasonWithdrawn: i32 = 28;
export const reasonPositionOver: i32 = 29;
export const reasonSameOrder: i32 = 30;
export const reasonTarget: i32 = 31;
export const reasonPortfolioHalted: i32 = 32;
export const reasonPositions: i32 = 33;
export const reasonExposure: i32 = 34;
export const reasonNetExposure: i32 = 35;
export const reasonPerMarket: i32 = 36;
export const reasonPerStrategy: i32 = 37;
// Made smaller by a limit: in the order of the limits above.
export const reasonLimitedExposure: i32 = 38;
export const reasonLimitedNetExposure: i32 = 39;
export const reasonLimitedPerMarket: i32 = 40;
export const reasonLimitedPerStrategy: i32 = 41;
export const reasonMovedStop: i32 = 42;
export const reasonNoEdge: i32 = 43;
export const reasonMargin: i32 = 44;
export const reasonBeingFilled: i32 = 45;
export const reasonLeftFirst: i32 = 46;
export const reasonNoPrice: i32 = 47;
export const reasonStopped: i32 = 48;
export const reasonPerAsset: i32 = 49;
export const reasonReserve: i32 = 50;
// Made smaller by a limit: in the order of the two above.
export const reasonLimitedPerAsset: i32 = 51;
export const reasonLimitedReserve: i32 = 52;
export const reasonAssetPositions: i32 = 53;
export const reasonCorrelation: i32 = 54;
export const reasonEntriesOfDay: i32 = 55;

// How much to buy.
export const sizeEquity: i32 = 0;
export const sizeNotional: i32 = 1;
export const sizeQuantity: i32 = 2;
export const sizeRisk: i32 = 3;
export const sizeKelly: i32 = 4;

export const slippageRate: i32 = 0;
export const slippageTicks: i32 = 1;
export const slippageRange: i32 = 2;
export const slippageSquareRoot: i32 = 3;
export const slippageLinear: i32 = 4;

export const pathPessimistic: i32 = 0;
export const pathOhlc: i32 = 1;
export const pathOlhc: i32 = 2;

export const afterAny: i32 = 0;
export const afterLoss: i32 = 1;
export const afterWin: i32 = 2;

export const haltDrawdown: i32 = 0;
export const haltDailyLoss: i32 = 1;
export const haltLosingStreak: i32 = 2;

// Which positions an exit rule closes.
export const closesLong: i32 = 1;
export const closesShort: i32 = 2;
