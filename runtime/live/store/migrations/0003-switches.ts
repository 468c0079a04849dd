/** What the kill switch did to each strategy, and from when on: with it a backtest has the same ledger. */
export const switchChanges = `
create table switch_changes (
  strategy_id {integer} not null references strategies,
  time {integer} not null,
  stops text not null check (stops in ('nothing', 'entries', 'all')),
  changed_by text not null,
  reason text not null,
  primary key (strategy_id, time)
){clustered};
`;
