export { statistics_add, statistics_amend, statistics_finish, statistics_tail } from "./marks";
export { statistics_orders, statistics_trade, statistics_trades, statistics_trades_end } from "./trades";
export { statistics_sample } from "./sample";
export { statistics_join, statistics_market, statistics_together } from "./together";
