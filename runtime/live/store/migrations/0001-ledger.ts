/**
 * The first tables. Words in braces are types that the two databases name differently; `applyMigrations` replaces them.
 * What has been released is never changed: later forms are migrations of their own.
 */
export const ledgerTables = `
create table sessions (
  id {id}, pid {integer} not null, host text not null, started_at {integer} not null, ended_at {integer}
){strict};

create table exchanges (id {id}, name text not null unique){strict};
create table coins (id {id}, symbol text not null unique){strict};
create table market_types (id {id}, name text not null unique){strict};
create table arenas (
  id {id},
  exchange_id {integer} not null references exchanges,
  symbol text not null,
  base_id {integer} not null references coins,
  quote_id {integer} references coins,
  settle_id {integer} references coins,
  market_type_id {integer} not null references market_types,
  interval_ms {integer} not null check (interval_ms > 0),
  unique (exchange_id, symbol, market_type_id, interval_ms)
){strict};

create table strategies (
  id {id},
  identity text not null unique,
  name text not null,
  version {integer} not null,
  graph_hash text not null,
  arena_id {integer} not null references arenas,
  parameters text not null,
  capital {double} not null,
  path text,
  portfolio text,
  is_active {integer} not null default 1 check (is_active in (0, 1)),
  created_at {integer} not null,
  warmup_from {integer},
  traded_from {integer},
  unique (name, arena_id, version)
){strict};
create index strategies_arena on strategies (arena_id);

create table models (id text primary key, first_used_at {integer} not null){strict};
create table strategy_models (
  strategy_id {integer} not null references strategies,
  place {integer} not null,
  name text not null,
  model_id text not null references models,
  chosen text not null check (chosen in ('champion', 'pinned')),
  primary key (strategy_id, place)
){strict};
create index strategy_models_model on strategy_models (model_id);

create table locks (
  strategy_id {integer} primary key references strategies,
  session_id {integer} not null references sessions,
  taken_at {integer} not null
){strict};

create table bars (
  arena_id {integer} not null references arenas,
  time {integer} not null,
  revision {integer} not null,
  open {double} not null,
  high {double} not null,
  low {double} not null,
  close {double} not null,
  volume {double} not null,
  series text,
  received_at {integer} not null,
  primary key (arena_id, time, revision)
){clustered};

create table steps (
  strategy_id {integer} not null references strategies,
  number {integer} not null,
  arena_id {integer} not null,
  time {integer} not null,
  revision {integer} not null,
  received_at {integer} not null,
  decided_at {integer} not null,
  mode text not null check (mode in ('warmup', 'live', 'late', 'watched')),
  equity {double},
  cash {double},
  position {double},
  unrealised {double},
  position_number {integer},
  plots {bytes},
  exact text,
  primary key (strategy_id, number),
  foreign key (arena_id, time, revision) references bars
){clustered};
create index steps_time on steps (strategy_id, time);

create table signals (
  strategy_id {integer} not null,
  number {integer} not null,
  step {integer} not null,
  bar {integer} not null,
  time {integer} not null,
  action text not null check (action in ('enter', 'exit')),
  side text not null check (side in ('long', 'short')),
  rule {integer} not null,
  outcome text not null check (outcome in ('order', 'ignored')),
  reason text not null,
  primary key (strategy_id, number),
  foreign key (strategy_id, step) references steps
){clustered};
create index signals_time on signals (time, strategy_id, number);
create index signals_bar on signals (bar, strategy_id);
create index signals_step on signals (strategy_id, step);

create table orders (
  strategy_id {integer} not null,
  number {integer} not null,
  step {integer} not null,
  signal_number {integer},
  signal_bar {integer} not null,
  bar {integer} not null,
  time {integer} not null,
  side text not null check (side in ('buy', 'sell')),
  kind text not null,
  quantity {double},
  status text not null,
  price {double},
  fee {double},
  slippage {double},
  reason text not null,
  exact text,
  primary key (strategy_id, number),
  foreign key (strategy_id, step) references steps,
  foreign key (strategy_id, signal_number) references signals
){clustered};
create index orders_time on orders (time, strategy_id, number);
create index orders_step on orders (strategy_id, step);
create index orders_signal on orders (strategy_id, signal_number);

create table positions (
  strategy_id {integer} not null references strategies,
  number {integer} not null,
  side text not null check (side in ('long', 'short')),
  status text not null check (status in ('open', 'closed')),
  quantity {double},
  closed_quantity {double},
  entry_price {double},
  entry_time {integer} not null,
  entry_bar {integer} not null,
  stop {double},
  takes text not null,
  liquidation_price {double},
  unrealised {double},
  exit_time {integer},
  exit_price {double},
  exit_reason text,
  profit {double},
  gross_profit {double},
  fees {double},
  slippage {double},
  funding {double},
  borrow {double},
  trades {integer} not null,
  exact text,
  primary key (strategy_id, number)
){clustered};
create index positions_open on positions (strategy_id) where status = 'open';
create index positions_time on positions (entry_time, strategy_id, number);

create table fills (
  strategy_id {integer} not null,
  number {integer} not null,
  order_number {integer} not null,
  position_number {integer},
  signal_number {integer},
  type text not null check (type in ('open_long', 'open_short', 'close_long', 'close_short')),
  quantity {double} not null,
  price {double} not null,
  fee {double} not null,
  slippage {double} not null,
  time {integer} not null,
  primary key (strategy_id, number),
  foreign key (strategy_id, order_number) references orders,
  foreign key (strategy_id, position_number) references positions,
  foreign key (strategy_id, signal_number) references signals
){clustered};
create index fills_order on fills (strategy_id, order_number);
create index fills_position on fills (strategy_id, position_number);
create index fills_signal on fills (strategy_id, signal_number);
create index fills_time on fills (time, strategy_id, number);

create table trades (
  strategy_id {integer} not null,
  number {integer} not null,
  step {integer} not null,
  signal_number {integer},
  side text not null check (side in ('long', 'short')),
  quantity {double},
  entry_time {integer} not null,
  entry_bar {integer} not null,
  entry_price {double},
  exit_time {integer} not null,
  exit_bar {integer} not null,
  exit_price {double},
  profit {double},
  gross_profit {double},
  fees {double},
  slippage {double},
  funding {double},
  borrow {double},
  return_fraction {double},
  bars {integer} not null,
  mae {double},
  mfe {double},
  entry_reason text not null,
  exit_reason text not null,
  entry_rule {integer} not null,
  exit_rule {integer},
  signal_bar {integer} not null,
  position_number {integer} not null,
  stop {double},
  take {double},
  liquidation_price {double},
  exact text,
  primary key (strategy_id, number),
  foreign key (strategy_id, step) references steps,
  foreign key (strategy_id, position_number) references positions,
  foreign key (strategy_id, signal_number) references signals
){clustered};
create index trades_time on trades (exit_time, strategy_id, number);
create index trades_step on trades (strategy_id, step);
create index trades_position on trades (strategy_id, position_number);
create index trades_signal on trades (strategy_id, signal_number);

create table alerts (
  strategy_id {integer} not null,
  number {integer} not null,
  step {integer} not null,
  bar {integer} not null,
  time {integer} not null,
  alert {integer} not null,
  message text not null,
  primary key (strategy_id, number),
  foreign key (strategy_id, step) references steps
){clustered};
create index alerts_time on alerts (time, strategy_id, number);
create index alerts_step on alerts (strategy_id, step);

create table standings (
  strategy_id {integer} primary key,
  number {integer} not null,
  time {integer} not null,
  orders {integer} not null,
  fills {integer} not null,
  trades {integer} not null,
  signals {integer} not null,
  alerts {integer} not null,
  positions {integer} not null,
  equity {double},
  cash {double},
  position {double},
  unrealised {double},
  full_number {integer},
  full_digest {integer},
  foreign key (strategy_id, number) references steps
){strict};

create table states (
  strategy_id {integer} not null references strategies,
  kind text not null check (kind in ('full', 'delta')),
  number {integer} not null,
  base {integer} not null,
  size {integer} not null,
  digest {integer} not null,
  content {bytes} not null,
  primary key (strategy_id, kind)
){strict};

create table state_snapshots (
  time {integer} primary key,
  strategies {integer} not null,
  open_positions {integer} not null,
  capital {double},
  equity {double},
  cash {double},
  unrealised {double},
  realised {double}
){strict};

create table event_log (
  id {id},
  digest text not null unique,
  time {integer} not null,
  event text not null,
  severity text not null check (severity in ('info', 'warning', 'error')),
  strategy_id {integer} references strategies,
  arena_id {integer} references arenas,
  message text not null,
  data text not null
){strict};
create index event_log_time on event_log (time, id);
create index event_log_event on event_log (event, time);
create index event_log_strategy on event_log (strategy_id, time);

create table switches (
  name text primary key,
  is_stopped {integer} not null check (is_stopped in (0, 1)),
  closes {integer} not null check (closes in (0, 1)),
  changed_by text not null,
  reason text not null,
  changed_at {integer} not null
){strict};
`;
