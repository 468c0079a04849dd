/** What people ask most, for their own tools. Days are of UTC; a trade that earned nothing counts as lost. */
export const ledgerViews = `
create view v_arenas as
select arenas.id, exchanges.name as exchange, arenas.symbol, base.symbol as base, quote.symbol as quote,
  market_types.name as market_type, arenas.interval_ms
from arenas
join exchanges on exchanges.id = arenas.exchange_id
join market_types on market_types.id = arenas.market_type_id
join coins base on base.id = arenas.base_id
left join coins quote on quote.id = arenas.quote_id;

create view v_open_positions as
select positions.*, strategies.name as strategy, v_arenas.exchange, v_arenas.symbol
from positions
join strategies on strategies.id = positions.strategy_id
join v_arenas on v_arenas.id = strategies.arena_id
where positions.status = 'open';

create view v_closed_positions as
select positions.*, strategies.name as strategy, v_arenas.exchange, v_arenas.symbol,
  (positions.exit_time - positions.entry_time) / 60000 as minutes
from positions
join strategies on strategies.id = positions.strategy_id
join v_arenas on v_arenas.id = strategies.arena_id
where positions.status = 'closed';

create view v_strategy_performance as
select strategies.id as strategy_id, strategies.name as strategy, strategies.capital, standings.equity,
  standings.equity - strategies.capital as profit, standings.unrealised,
  count(trades.number) as trades,
  sum(case when trades.profit > 0 then 1 else 0 end) as wins,
  sum(case when trades.profit <= 0 then 1 else 0 end) as losses,
  sum(case when trades.profit > 0 then trades.profit else 0 end) as won,
  sum(case when trades.profit <= 0 then trades.profit else 0 end) as lost,
  max(trades.profit) as largest_win, min(trades.profit) as largest_loss, sum(trades.fees) as fees
from strategies
left join standings on standings.strategy_id = strategies.id
left join trades on trades.strategy_id = strategies.id
where strategies.is_active = 1
group by strategies.id, strategies.name, strategies.capital, standings.equity, standings.unrealised;

create view v_performance_metrics as
select strategy_id, (exit_time / 86400000) * 86400000 as day, count(*) as trades,
  sum(case when profit > 0 then 1 else 0 end) as wins,
  sum(case when profit <= 0 then 1 else 0 end) as losses,
  sum(profit) as profit, sum(fees) as fees, sum(funding) as funding,
  max(profit) as largest_win, min(profit) as largest_loss,
  sum(case when profit > 0 then profit else 0 end) as won,
  sum(case when profit <= 0 then profit else 0 end) as lost
from trades
group by strategy_id, (exit_time / 86400000) * 86400000;

create view v_recent_signals as
select signals.*, strategies.name as strategy, v_arenas.exchange, v_arenas.symbol, bars.close as price,
  orders.number as order_number, orders.status as order_status
from (select * from signals order by time desc, strategy_id desc, number desc limit 100) signals
join strategies on strategies.id = signals.strategy_id
join v_arenas on v_arenas.id = strategies.arena_id
join steps on steps.strategy_id = signals.strategy_id and steps.number = signals.step
join bars on bars.arena_id = steps.arena_id and bars.time = steps.time and bars.revision = steps.revision
left join orders on orders.strategy_id = signals.strategy_id and orders.signal_number = signals.number;

create view v_revisions as
select v_arenas.exchange, v_arenas.symbol, v_arenas.interval_ms, bars.*
from bars
join v_arenas on v_arenas.id = bars.arena_id
where bars.revision > 0;
`;
