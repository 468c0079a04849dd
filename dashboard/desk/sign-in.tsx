import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Card, Empty, Trouble } from "../interface/controls.js";
import { text } from "../text.js";
import { refusal, signIn } from "./ask.js";

/** Where a token is given. What was shown before comes back in its place. */
export function SignIn(): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = field.current?.value.trim() ?? "";
    if (given !== "") signIn(given);
  };
  return (
    <Card title={text.signIn}>
      <Trouble title={refusal.value?.message ?? ""} />
      <form class="filter" onSubmit={submit}>
        <label for="token">{text.token}</label>
        <input id="token" ref={field} type="password" autocomplete="off" spellcheck={false} />
        <button class="primary">{text.signIn}</button>
      </form>
      <Empty>{text.signInHelp}</Empty>
    </Card>
  );
}
