import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Card, Empty, Tile, Trouble } from "../interface/controls.js";
import { decimal, money, percent, sense, signed } from "../interface/format.js";
import { text } from "../text.js";
import { ask, shownProblem, type Problem } from "./ask.js";
import { figure, isFields, listOf, words, type Fields } from "./fields.js";
import { askSwitch } from "./kill-switch.js";
import { hrefOf } from "./router.js";
import { losses, positions, strategyList, type DeskStrategy } from "./state.js";

type LimitName = keyof typeof text.limitNames;

interface Plan {
  readonly name: string;
  readonly isShared: boolean | null;
  readonly limits: Readonly<Partial<Record<LimitName, number>>> | null;
}

const plans = signal<ReadonlyMap<string, Plan>>(new Map());
const problem = signal<Problem | null>(null);

const limitNames = Object.keys(text.limitNames) as readonly LimitName[];
/** Those that count positions; correlation is a number from −1 to 1; all others are shares of equity. */
const counts: ReadonlySet<LimitName> = new Set(["positions", "positions_per_asset"]);

function readPlan(fields: Fields): Plan {
  const { limits, is_shared: isShared } = fields;
  return {
    name: words(fields["name"]),
    isShared: typeof isShared === "boolean" ? isShared : null,
    limits: isFields(limits)
      ? Object.fromEntries(
          limitNames.flatMap((name) => {
            const value = figure(limits[name]);
            return value === null ? [] : [[name, value]];
          }),
        )
      : null,
  };
}

async function loadPlans(): Promise<void> {
  try {
    const told = listOf((await ask("/portfolios"))["portfolios"], readPlan);
    plans.value = new Map(told.map((plan) => [plan.name, plan]));
    problem.value = null;
  } catch (error) {
    problem.value = shownProblem(error);
  }
}

interface Sums {
  readonly capital: number;
  readonly equity: number;
  readonly unrealised: number;
  readonly gross: number;
  readonly net: number;
  readonly held: number;
}

function sumsOf(members: readonly DeskStrategy[]): Sums {
  const sum = (value: (one: DeskStrategy) => number): number =>
    members.reduce((total, one) => total + value(one), 0);
  const worth = ({ id }: DeskStrategy): number => {
    const held = positions.value?.get(id);
    if (held === undefined) return 0;
    const size = (held.quantity ?? 0) * (held.price ?? held.entryPrice ?? 0);
    return held.side === "long" ? size : -size;
  };
  return {
    capital: sum(({ capital }) => capital),
    equity: sum(({ equity }) => equity ?? 0),
    unrealised: sum(({ unrealised }) => unrealised ?? 0),
    gross: sum((one) => Math.abs(worth(one))),
    net: sum(worth),
    held: members.filter(({ id }) => positions.value?.has(id) === true).length,
  };
}

function limitText(name: LimitName, value: number): string {
  if (counts.has(name)) return decimal(value, 0);
  return name === "correlation" ? decimal(value, 2) : percent(100 * value, 1);
}

/** What a limit holds down stands at, where this page can tell. */
function nowAt(name: LimitName, { gross, net, held, equity }: Sums): string {
  if (name === "positions") return decimal(held, 0);
  if (equity <= 0) return "";
  if (name === "exposure") return percent((100 * gross) / equity, 1);
  return name === "net_exposure" ? percent((100 * net) / equity, 1) : "";
}

function Limits({ plan, sums }: { readonly plan: Plan | undefined; readonly sums: Sums }): JSX.Element {
  const entries = limitNames.flatMap((name) => {
    const value = plan?.limits?.[name];
    return value === undefined ? [] : [{ name, value }];
  });
  if (entries.length === 0) return <Empty>{text.noLimits}</Empty>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={text.limits}>
      <table class="narrow">
        <caption class="hidden">{text.limits}</caption>
        <thead>
          <tr>
            <th scope="col" class="text">
              {text.limits}
            </th>
            <th scope="col">{text.limit}</th>
            <th scope="col">{text.nowAt}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ name, value }) => (
            <tr key={name}>
              <td class="text">{text.limitNames[name]}</td>
              <td>{limitText(name, value)}</td>
              <td>{nowAt(name, sums)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Portfolio(props: {
  readonly name: string | null;
  readonly members: readonly DeskStrategy[];
}): JSX.Element {
  const { name, members } = props;
  const plan = name === null ? undefined : plans.value.get(name);
  const sums = sumsOf(members);
  const profit = sums.equity - sums.capital;
  const share = (value: number): string =>
    sums.equity > 0 ? `${percent((100 * value) / sums.equity, 1)} ${text.ofEquity}` : "";
  return (
    <Card
      title={name ?? text.alone}
      aside={
        name !== null && (
          <button type="button" class="plain" onClick={() => askSwitch(name)}>
            {text.stopTrading}
          </button>
        )
      }
    >
      <dl class="tiles">
        <Tile
          label={text.equity}
          value={money(sums.equity)}
          note={`${text.capital} ${money(sums.capital)}`}
        />
        <Tile label={text.profit} value={signed(money(profit))} sense={sense(profit)} />
        <Tile label={text.gross} value={money(sums.gross)} note={share(sums.gross)} />
        <Tile label={text.net} value={money(sums.net)} note={share(sums.net)} />
        <Tile
          label={text.members}
          value={String(members.length)}
          {...(plan?.isShared === null || plan === undefined
            ? {}
            : { note: plan.isShared ? text.shared : text.separate })}
        />
      </dl>
      <p class="links">
        {members.map(({ id, name: member }) => (
          <a key={id} href={hrefOf("strategy", id)}>
            {member}
          </a>
        ))}
      </p>
      {name !== null && <Limits plan={plan} sums={sums} />}
    </Card>
  );
}

/** Portfolios with their money, what they hold, and the limits that they trade under. */
export function PortfoliosView(): JSX.Element {
  useEffect(() => void loadPlans(), [losses.value]);
  const groups = new Map<string | null, DeskStrategy[]>();
  for (const strategy of strategyList.value)
    groups.set(strategy.portfolio, [...(groups.get(strategy.portfolio) ?? []), strategy]);
  const named = [...groups].toSorted(([a], [b]) => Number(a === null) - Number(b === null));
  return (
    <>
      {problem.value !== null && <Trouble title={problem.value.message} help={problem.value.help} />}
      {named.length === 0 && <Empty>{text.none}</Empty>}
      {named.map(([name, members]) => (
        <Portfolio key={name ?? ""} name={name} members={members} />
      ))}
    </>
  );
}
