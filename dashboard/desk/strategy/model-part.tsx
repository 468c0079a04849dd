import type { JSX } from "preact";
import { Empty, Skeleton, State, Trouble, type Health } from "../../interface/controls.js";
import { decimal, metricTitle, percent, quantity, time } from "../../interface/format.js";
import { Table, type Column } from "../../interface/table.js";
import { text } from "../../text.js";
import { figure, isFields, listOf, words as textOf, wordsOrNull, type Fields } from "../fields.js";
import { useAnswer } from "./use-answer.js";

const words = text.ledger;

type DriftLevel = keyof typeof words.driftLevels;

interface Drift {
  readonly feature: string;
  readonly psi: number | null;
  readonly noise: number | null;
  readonly level: DriftLevel;
}

interface Bin {
  readonly said: number | null;
  readonly came: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly rows: number | null;
}

interface Live {
  readonly from: number | null;
  readonly to: number | null;
  readonly bars: number;
  readonly judged: number;
  readonly drift: readonly Drift[];
  readonly calibration: readonly {
    readonly name: string;
    readonly error: number | null;
    readonly bins: readonly Bin[];
  }[];
}

interface Card {
  readonly name: string;
  readonly id: string;
  readonly chosen: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly metrics: readonly (readonly [string, number | null])[];
  readonly isStored: boolean;
  readonly live: Live | null;
  readonly liveProblem: string | null;
}

const levels: readonly DriftLevel[] = ["none", "some", "strong", "unknown"];
const health: Readonly<Record<DriftLevel, Health>> = {
  none: "good",
  some: "warn",
  strong: "bad",
  unknown: "idle",
};

function factsOf(record: Fields): Card["facts"] {
  const moment = (name: string): string => time(figure(record[name]));
  const scheme = wordsOrNull(record["scheme"]);
  return [
    [words.learner, textOf(record["learner"])],
    [words.target, `${textOf(record["target"])} (${textOf(record["target_kind"])})`],
    [words.trainedAt, time(Date.parse(textOf(record["created"])))],
    [words.trained, `${moment("trained_from")} – ${moment("trained_to")}`],
    [words.knownUntil, moment("known_until")],
    [words.rowsLearned, quantity(figure(record["rows"]))],
    [words.features, quantity(figure(record["features"]))],
    [words.schema, textOf(record["schema_hash"]).slice(0, 16)],
    [
      words.validation,
      scheme === null ? words.noValidation : words.inFolds(scheme, figure(record["folds"]) ?? 0),
    ],
  ];
}

function readLive(value: unknown): Live | null {
  if (!isFields(value)) return null;
  return {
    from: figure(value["from"]),
    to: figure(value["to"]),
    bars: figure(value["bars"]) ?? 0,
    judged: figure(value["judged"]) ?? 0,
    drift: listOf(value["drift"], (fields) => ({
      feature: textOf(fields["feature"]),
      psi: figure(fields["psi"]),
      noise: figure(fields["noise"]),
      level: levels.find((level) => level === fields["level"]) ?? "unknown",
    })),
    calibration: listOf(value["calibration"], (fields) => ({
      name: textOf(fields["class_name"]),
      error: figure(fields["error"]),
      bins: listOf(fields["bins"], (bin) => ({
        said: figure(bin["said"]),
        came: figure(bin["came"]),
        low: figure(bin["low"]),
        high: figure(bin["high"]),
        rows: figure(bin["rows"]),
      })),
    })),
  };
}

const readCards = (answer: Fields): readonly Card[] =>
  listOf(answer["models"], (fields) => {
    const { record } = fields;
    const validation = isFields(record) && isFields(record["validation"]) ? record["validation"] : {};
    return {
      name: textOf(fields["name"]),
      id: textOf(fields["id"]),
      chosen: fields["chosen"] === "champion" ? words.champion : words.pinned,
      facts: isFields(record) ? factsOf(record) : [],
      metrics: Object.entries(validation).map(([name, value]) => [name, figure(value)] as const),
      isStored: isFields(record),
      live: readLive(fields["live"]),
      liveProblem: wordsOrNull(fields["live_problem"]),
    };
  });

/** What answers for a strategy, how it was judged, and how it does since. */
export function ModelPart({ id }: { readonly id: number }): JSX.Element {
  const { value, problem, again } = useAnswer(`/strategies/${id}/model-card`, readCards);
  if (problem !== null)
    return (
      <Trouble title={problem.message} help={problem.help} action={{ label: words.again, run: again }} />
    );
  if (value === null) return <Skeleton label={words.computing} rows={6} />;
  if (value.length === 0) return <Empty>{words.noModels}</Empty>;
  return (
    <>
      {value.map((card) => (
        <ModelCard key={card.name} card={card} />
      ))}
    </>
  );
}

function ModelCard({ card }: { readonly card: Card }): JSX.Element {
  const { name, id, chosen, facts, metrics, isStored, live, liveProblem } = card;
  return (
    <article class="model">
      <h3>
        {name} <code>{id}</code> <span class="muted">{chosen}</span>
      </h3>
      {!isStored && <Empty>{words.modelNotStored}</Empty>}
      <dl class="pairs">
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {metrics.map(([key, value]) => (
          <div key={key}>
            <dt>{metricTitle(key)}</dt>
            <dd>{decimal(value, 4)}</dd>
          </div>
        ))}
      </dl>
      {liveProblem !== null && <p class="muted">{liveProblem}</p>}
      {live !== null && <LiveModel live={live} />}
    </article>
  );
}

const driftColumns: readonly Column<Drift>[] = [
  {
    key: "feature",
    title: words.feature,
    isText: true,
    show: ({ feature }) => feature,
    sort: ({ feature }) => feature,
  },
  { key: "psi", title: words.psi, show: ({ psi }) => decimal(psi, 3), sort: ({ psi }) => psi },
  { key: "noise", title: words.chance, show: ({ noise }) => decimal(noise, 3), sort: ({ noise }) => noise },
  {
    key: "level",
    title: words.driftLevel,
    isText: true,
    show: ({ level }) => <State health={health[level]}>{words.driftLevels[level]}</State>,
    sort: ({ level }) => levels.indexOf(level),
  },
];

const share = (value: number | null): string => percent(value === null ? null : 100 * value, 1);

const binColumns: readonly Column<Bin>[] = [
  { key: "said", title: words.said, show: ({ said }) => share(said), sort: ({ said }) => said },
  { key: "came", title: words.came, show: ({ came }) => share(came), sort: ({ came }) => came },
  { key: "range", title: words.range95, show: ({ low, high }) => `${share(low)} – ${share(high)}` },
  { key: "rows", title: words.rows, show: ({ rows }) => quantity(rows), sort: ({ rows }) => rows },
];

function LiveModel({ live }: { readonly live: Live }): JSX.Element {
  return (
    <>
      <p class="muted">{words.liveBars(quantity(live.bars), time(live.from), time(live.to))}</p>
      <h3>{words.drift}</h3>
      {live.drift.length === 0 ? (
        <Empty>{words.noDrift}</Empty>
      ) : (
        <>
          <p class="muted">{words.driftNote}</p>
          <Table
            caption={words.drift}
            rows={live.drift}
            columns={driftColumns}
            identify={({ feature }) => feature}
            more={text.more}
          />
        </>
      )}
      <h3>{words.calibration}</h3>
      {live.calibration.length === 0 ? (
        <Empty>{words.fewOutcomes(live.judged)}</Empty>
      ) : (
        <p class="muted">{words.calibrationNote(quantity(live.judged))}</p>
      )}
      {live.calibration.map(({ name, error, bins }) => (
        <div key={name}>
          <p>
            <strong>{name}</strong> {words.expectedError(share(error))}
          </p>
          <Table
            caption={`${words.calibration}: ${name}`}
            rows={bins}
            columns={binColumns}
            identify={({ said }) => String(said)}
            more={text.more}
          />
        </div>
      ))}
    </>
  );
}
