import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Choice, State, Trouble } from "../interface/controls.js";
import { Dialog } from "../interface/dialog.js";
import { text } from "../text.js";
import { access } from "./access.js";
import { ask, shownProblem, type Problem } from "./ask.js";
import { listOf } from "./fields.js";
import { readStop } from "./records.js";
import { positions, stops, strategyList, type DeskStrategy } from "./state.js";

const everything = "all";

export type SwitchAction = "stop" | "resume";

/** What the dialog is about: "all", or a strategy or portfolio by its name; null while it is closed. */
export const asked = signal<{ readonly name: string; readonly action: SwitchAction } | null>(null);

/** Opens the dialog: to stop, or where it is stopped already to let go on. */
export function askSwitch(name: string = everything): void {
  const isStopped = stops.peek()?.some((stop) => stop.name === name) ?? false;
  asked.value = { name, action: isStopped ? "resume" : "stop" };
}

/** Strategies that a name concerns. */
const concerned = (name: string): readonly DeskStrategy[] =>
  strategyList.value.filter(
    (strategy) => name === everything || strategy.name === name || strategy.portfolio === name,
  );

/** What will happen, in sentences. */
function consequences(name: string, action: SwitchAction, closes: boolean): readonly string[] {
  const whom = concerned(name);
  if (action === "resume") {
    const isMore = (stops.value?.length ?? 0) > 1;
    return [text.willResume(whom.length), ...(isMore ? [text.stillStopped] : [])];
  }
  const markets = new Set(whom.map(({ arena }) => arena)).size;
  const held = whom.filter(({ id }) => positions.value?.has(id) === true).length;
  return [text.willStop(whom.length, markets), closes ? text.willClose(held) : text.willKeep(held)];
}

function Whom(props: {
  readonly name: string;
  readonly action: SwitchAction;
  readonly onChoose: (name: string) => void;
}): JSX.Element {
  const all = strategyList.value;
  const names =
    props.action === "resume"
      ? (stops.value ?? []).map((stop) => stop.name)
      : [
          everything,
          ...new Set(all.flatMap(({ portfolio }) => (portfolio === null ? [] : [portfolio]))),
          ...new Set(all.map((strategy) => strategy.name)),
        ];
  const portfolios = new Set(all.map(({ portfolio }) => portfolio));
  const shown = (name: string): string =>
    name === everything ? text.all : portfolios.has(name) ? text.portfolioNamed(name) : name;
  return (
    <label class="field">
      {text.whom}
      <select value={props.name} onChange={({ currentTarget }) => props.onChoose(currentTarget.value)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {shown(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface Answer {
  readonly isAsking: boolean;
  readonly problem: Problem | null;
}

/** Throws the switch. Gives what the server has against it. */
async function send({ name, action, closes, reason }: Wish): Promise<Problem | null> {
  const told = { action, strategy: name, reason: reason.trim() };
  try {
    const answer = await ask("/kill-switch", action === "stop" ? { ...told, closes } : told);
    stops.value = listOf(answer["stops"], readStop);
    return null;
  } catch (error) {
    return shownProblem(error);
  }
}

function Refusal({ problem }: { readonly problem: Problem | null }): JSX.Element | null {
  const rights = access.value;
  if (problem !== null) return <Trouble title={problem.message} help={problem.help} />;
  if (rights === null || rights.mayControl) return null;
  return <Trouble title={text.noControl(rights.name ?? "")} help={text.noControlHelp} />;
}

function TextField(props: {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onType: (value: string) => void;
}): JSX.Element {
  return (
    <label class="field">
      {props.label}
      <input
        type="text"
        autocomplete="off"
        maxLength={500}
        placeholder={props.hint ?? ""}
        value={props.value}
        onInput={({ currentTarget }) => props.onType(currentTarget.value)}
      />
    </label>
  );
}

/** What is typed to confirm. */
const words: Readonly<Record<SwitchAction, string>> = { stop: "stop", resume: "go on" };

interface Wish {
  readonly name: string;
  readonly action: SwitchAction;
  readonly closes: boolean;
  readonly reason: string;
  readonly typed: string;
}

/** The other action, of something that it can be done to. */
function turned(wish: Wish, action: SwitchAction): Wish {
  const known = stops.value ?? [];
  const isKnown = action === "stop" || known.some(({ name }) => name === wish.name);
  return { ...wish, action, typed: "", name: isKnown ? wish.name : (known[0]?.name ?? everything) };
}

const isConfirmed = ({ action, reason, typed }: Wish): boolean =>
  typed.trim().toLowerCase() === words[action] && (action === "resume" || reason.trim() !== "");

function Choices(props: { readonly wish: Wish; readonly onChange: (wish: Wish) => void }): JSX.Element {
  const { wish, onChange } = props;
  const { name, action, closes } = wish;
  return (
    <>
      {(stops.value?.length ?? 0) > 0 && (
        <Choice
          legend={text.action}
          value={action}
          options={(["stop", "resume"] as const).map((value) => ({ value, label: text.actions[value] }))}
          onChoose={(value) => onChange(turned(wish, value))}
        />
      )}
      <Whom name={name} action={action} onChoose={(chosen) => onChange({ ...wish, name: chosen })} />
      {action === "stop" && (
        <label class="check">
          <input
            type="checkbox"
            checked={closes}
            onChange={({ currentTarget }) => onChange({ ...wish, closes: currentTarget.checked })}
          />
          {text.closes}
        </label>
      )}
      <TextField
        label={text.reason}
        hint={text.reasonHint}
        value={wish.reason}
        onType={(reason) => onChange({ ...wish, reason })}
      />
      <ul class="consequences" aria-live="polite">
        {consequences(name, action, closes).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <TextField
        label={text.typeToConfirm(words[action])}
        value={wish.typed}
        onType={(typed) => onChange({ ...wish, typed })}
      />
    </>
  );
}

function Form(props: {
  readonly name: string;
  readonly action: SwitchAction;
  readonly onEnd: () => void;
}): JSX.Element {
  const { name, action, onEnd } = props;
  const [wish, setWish] = useState<Wish>({ name, action, closes: false, reason: "", typed: "" });
  const [{ isAsking, problem }, setAnswer] = useState<Answer>({ isAsking: false, problem: null });
  const isReady = isConfirmed(wish) && access.value?.mayControl !== false && !isAsking;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady) return;
    setAnswer({ isAsking: true, problem: null });
    const found = await send(wish);
    if (found === null) onEnd();
    else setAnswer({ isAsking: false, problem: found });
  };
  return (
    <form class="switching" onSubmit={(event) => void submit(event)}>
      <Choices wish={wish} onChange={setWish} />
      <Refusal problem={problem} />
      <p class="buttons">
        <button class={wish.action === "stop" ? "danger" : "primary"} disabled={!isReady}>
          {isAsking ? text.working : text.confirm[wish.action]}
        </button>
        <button type="button" class="plain" onClick={onEnd}>
          {text.cancel}
        </button>
      </p>
    </form>
  );
}

/** The dialog of the kill switch, where it is asked for. */
export function KillSwitch(): JSX.Element | null {
  const about = asked.value;
  if (about === null) return null;
  const end = (): void => void (asked.value = null);
  return (
    <Dialog title={text.killSwitch} close={text.close} onClose={end}>
      <Form name={about.name} action={about.action} onEnd={end} />
    </Dialog>
  );
}

/** What is stopped; nothing where nothing is. */
export function Stopped(): JSX.Element | null {
  const standing = stops.value ?? [];
  if (standing.length === 0) return null;
  const whole = standing.find(({ name }) => name === everything);
  return (
    <div class="trouble" data-part="stopped">
      <State health="bad">
        {whole === undefined
          ? text.someStopped(standing.map(({ name }) => name).join(", "))
          : text.everythingStopped}
      </State>
      <span>
        {standing.length === 1 &&
          standing[0] !== undefined &&
          text.stoppedBy(standing[0].by, standing[0].reason)}
      </span>
      <button type="button" class="plain" onClick={() => askSwitch((whole ?? standing[0])?.name)}>
        {text.changeStop}
      </button>
    </div>
  );
}
