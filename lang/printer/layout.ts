/** A text whose line breaks are still open: each group is laid flat if it fits, and broken otherwise. */
export type Layout =
  | string
  | { readonly kind: "sequence"; readonly parts: readonly Layout[] }
  | { readonly kind: "line"; readonly flat: string }
  | { readonly kind: "indent"; readonly inner: Layout }
  | { readonly kind: "group"; readonly inner: Layout };

/** A space, or a line break where the group is broken. */
export const line: Layout = { kind: "line", flat: " " };
/** Nothing, or a line break where the group is broken. */
export const softLine: Layout = { kind: "line", flat: "" };

export function sequence(...parts: readonly Layout[]): Layout {
  return { kind: "sequence", parts };
}

export function indent(...parts: readonly Layout[]): Layout {
  return { kind: "indent", inner: sequence(...parts) };
}

export function group(...parts: readonly Layout[]): Layout {
  return { kind: "group", inner: sequence(...parts) };
}

export function join(parts: readonly Layout[], separator: Layout): Layout {
  return sequence(...parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
}

const step = 2;

interface Task {
  readonly layout: Layout;
  readonly indent: number;
  readonly flat: boolean;
}

/** Lays a text out in lines of at most `width` columns where that can be done; `column` is where it begins. */
export function render(layout: Layout, width: number, margin: number, column: number): string {
  const whole = flatText(layout, false);
  if (whole !== undefined && whole.length <= width - column && !whole.includes("\n")) return whole;
  let result = "";
  let used = column;
  const tasks: Task[] = [{ layout, indent: margin, flat: false }];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { layout: current, flat } = task;
    if (typeof current === "string") {
      result += current;
      used += current.length;
    } else if (current.kind === "sequence") {
      for (let index = current.parts.length - 1; index >= 0; index -= 1) {
        tasks.push({ ...task, layout: current.parts[index] ?? "" });
      }
    } else if (current.kind === "indent")
      tasks.push({ ...task, layout: current.inner, indent: task.indent + step });
    else if (current.kind === "group") {
      const fitting = flat || fits(current.inner, width - used, tasks);
      tasks.push({ ...task, layout: current.inner, flat: fitting });
    } else if (flat) {
      result += current.flat;
      used += current.flat.length;
    } else {
      result = `${result.trimEnd()}\n${" ".repeat(task.indent)}`;
      used = task.indent;
    }
  }
  return result;
}

/** All on one line, as most statements are; undefined where a line break stands outside every group. */
function flatText(layout: Layout, grouped: boolean): string | undefined {
  if (typeof layout === "string") return layout;
  switch (layout.kind) {
    case "line":
      return grouped ? layout.flat : undefined;
    case "sequence": {
      let text = "";
      for (const part of layout.parts) {
        const next = flatText(part, grouped);
        if (next === undefined) return undefined;
        text += next;
      }
      return text;
    }
    case "indent":
      return flatText(layout.inner, grouped);
    case "group":
      return flatText(layout.inner, true);
  }
}

/** Whether a flat layout, and what follows it up to the next possible break, has room. */
function fits(inner: Layout, room: number, rest: readonly Task[]): boolean {
  let left = room;
  const tasks: Task[] = [{ layout: inner, indent: 0, flat: true }];
  let next = rest.length;
  while (left >= 0) {
    const task = tasks.pop() ?? rest[(next -= 1)];
    if (task === undefined) return true;
    const { layout } = task;
    if (typeof layout === "string") left -= layout.length;
    else if (layout.kind === "sequence") {
      for (let index = layout.parts.length - 1; index >= 0; index -= 1) {
        tasks.push({ ...task, layout: layout.parts[index] ?? "" });
      }
    } else if (layout.kind === "line") {
      if (!task.flat) return true;
      left -= layout.flat.length;
    } else tasks.push({ ...task, layout: layout.inner });
  }
  return false;
}
