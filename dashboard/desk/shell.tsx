import type { JSX } from "preact";
import { Attribution } from "../interface/attribution.js";
import { useEffect, useRef } from "preact/hooks";
import { Choice, Empty, Skeleton, Trouble } from "../interface/controls.js";
import { theme, themes, zone, zones } from "../interface/settings.js";
import { text } from "../text.js";
import { access } from "./access.js";
import { refusal, signOut } from "./ask.js";
import { FeedsView } from "./feeds-view.js";
import { Help, isHelpOpen } from "./keys.js";
import { askSwitch, KillSwitch, Stopped } from "./kill-switch.js";
import { LogView } from "./log-view.js";
import { Overview } from "./overview.js";
import { PortfoliosView } from "./portfolios-view.js";
import { PositionsView } from "./positions-view.js";
import { hrefOf, route, viewNames, type Route, type ViewName } from "./router.js";
import { SignIn } from "./sign-in.js";
import { loadProblem, strategies } from "./state.js";
import { Away, Status } from "./status.js";
import { StrategyView } from "./strategy/strategy-view.js";

const strategyOf = ({ parts }: Route): number => Number(parts[0] ?? NaN);

/** The heading of a view, and the title of the tab with it. */
function titleOf(place: Route): string {
  if (place.view !== "strategy") return text.views[place.view];
  return strategies.value?.get(strategyOf(place))?.name ?? text.views.strategy;
}

function Navigation(): JSX.Element {
  const { view } = route.value;
  return (
    <nav aria-label={text.navigation}>
      {viewNames
        .filter((name) => name !== "strategy")
        .map((name) => (
          <a key={name} href={hrefOf(name)} aria-current={view === name ? "page" : undefined}>
            {text.views[name]}
          </a>
        ))}
    </nav>
  );
}

function Settings(): JSX.Element {
  return (
    <div class="settings">
      <Choice
        legend={text.zone}
        value={zone.value}
        options={zones.map((value) => ({ value, label: text.zones[value] }))}
        onChoose={(value) => (zone.value = value)}
      />
      <Choice
        legend={text.theme}
        value={theme.value}
        options={themes.map((value) => ({ value, label: text.themes[value] }))}
        onChoose={(value) => (theme.value = value)}
      />
    </div>
  );
}

/** The kill switch of one strategy. */
function StopThis({ id }: { readonly id: number }): JSX.Element | null {
  const name = strategies.value?.get(id)?.name;
  if (name === undefined) return null;
  return (
    <button type="button" class="plain" onClick={() => askSwitch(name)}>
      {text.stopOne}
    </button>
  );
}

/** What is done from everywhere. */
function Actions(): JSX.Element {
  const name = access.value?.name ?? null;
  return (
    <div class="actions">
      {refusal.value === null && (
        <button type="button" class="danger" onClick={() => askSwitch()}>
          {text.stopTrading}
        </button>
      )}
      {refusal.value === null && name !== null && (
        <button type="button" class="plain" title={text.signedInAs(name)} onClick={signOut}>
          {text.signOut}
        </button>
      )}
      <button type="button" class="plain" aria-label={text.help} onClick={() => (isHelpOpen.value = true)}>
        {text.helpButton}
      </button>
    </div>
  );
}

const wholeViews: Readonly<Record<ViewName, (() => JSX.Element) | null>> = {
  overview: Overview,
  positions: PositionsView,
  portfolios: PortfoliosView,
  feeds: FeedsView,
  log: LogView,
  strategy: null,
};

function View(): JSX.Element {
  const place = route.value;
  if (strategies.value === null) return <Skeleton label={text.loading} rows={8} />;
  const Whole = wholeViews[place.view];
  if (Whole !== null) return <Whole />;
  const id = strategyOf(place);
  return strategies.value.has(id) ? (
    <StrategyView key={id} id={id} />
  ) : (
    <Empty>{text.noStrategy(place.parts[0] ?? "")}</Empty>
  );
}

/** The page around all views. A change of view moves the focus to its heading. */
export function Shell(): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);
  const place = route.value;
  const title = refusal.value === null ? titleOf(place) : text.signIn;
  useEffect(() => {
    document.title = `${title} – ${text.title}`;
  }, [title]);
  useEffect(() => {
    if (!isFirst.current) {
      heading.current?.focus();
      scrollTo(0, 0);
    }
    isFirst.current = false;
  }, [place.view, place.parts[0]]);
  const problem = loadProblem.value;
  return (
    <>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          heading.current?.focus();
        }}
      >
        {text.skip}
      </a>
      <header class="bar">
        <Navigation />
        <Status />
        <Settings />
        <Actions />
      </header>
      <main id="content">
        <div class="title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {refusal.value === null && place.view === "strategy" && <StopThis id={strategyOf(place)} />}
        </div>
        {refusal.value !== null ? (
          <SignIn />
        ) : (
          <>
            <Away />
            <Stopped />
            {problem !== null && <Trouble title={problem.message} help={problem.help} />}
            <View />
          </>
        )}
      </main>
      <footer>
        <Attribution />
      </footer>
      {refusal.value === null && <KillSwitch />}
      <Help />
    </>
  );
}
