import { marketSeries } from "../../kernels/catalog/series.js";
import type * as tree from "../../lang/tree.js";
import { valuesInMessage } from "../passes/alerts.js";
import { barColumns, providedNames } from "../passes/scope.js";
import { addReference, own, walkExpression, type Gathering } from "./expressions.js";
import {
  createNames,
  declaredBy,
  namedOnce,
  noShape,
  type Entry,
  type Field,
  type Names,
  type Place,
  type Shape,
} from "./names.js";
import { shapeOf } from "./shapes.js";
import { boundIn, declaredByBound, walkBound, walkSettings } from "./statements.js";

/** The names of the language that are values: columns of the bar, and what the broker provides. */
export function namesOfLanguage(place: Place, parent: Names | undefined, into: Gathering): Names {
  const names = createNames(place, parent);
  for (const name of barColumns) names.entries.set(name, entryOf(own(into, "bar", name)));
  for (const name of marketSeries) names.entries.set(name, entryOf(own(into, "bar", name)));
  for (const name of providedNames) names.entries.set(name, entryOf(own(into, "provided", name)));
  return names;
}

const entryOf = (declared: Entry["declared"], shape: () => Shape | undefined = noShape): Entry => ({
  declared,
  shape,
});

/** The names of a strategy, whatever the order in which they are declared. */
export function namesInStrategy({ members }: tree.Strategy, outer: Names, into: Gathering): Names {
  const names = createNames(outer.place, outer);
  const { place } = names;
  const add = (name: string, entry: Entry) => namedOnce(names, name, entry);
  for (const member of members) {
    switch (member.kind) {
      case "parameter":
        add(member.name.text, entryOf(declaredOf(member, "parameter", place)));
        break;
      case "let":
      case "state":
      case "state group":
        for (const each of boundIn([member])) add(each.name.text, entryOfBound(each, names));
        break;
      case "frame":
        add(
          member.name.text,
          entryOf(declaredOf(member, "frame", place), () => shapeOfFrame(member, names)),
        );
        break;
      case "feed":
        add(
          member.name.text,
          entryOf(declaredOf(member, "feed", place), () => shapeOfFeed(member, place, into)),
        );
        break;
      case "model":
        add(
          member.name.text,
          entryOf(declaredOf(member, "model", place), () => shapeOfModel(member, place)),
        );
        break;
      default:
    }
  }
  return names;
}

const declaredOf = (
  member: tree.Parameter | tree.Frame | tree.Feed | tree.Model,
  kind: "parameter" | "frame" | "feed" | "model",
  place: Place,
) => declaredBy(member, kind, member.name, member.documentation, place);

function entryOfBound(bound: tree.Let | tree.State | tree.Binding, names: Names): Entry {
  const kind = bound.kind === "state" ? "state" : "let";
  const shape = bound.kind === "state" ? noShape : () => shapeOf(bound.value, names);
  return entryOf(declaredByBound(bound, kind, names.place), shape);
}

function shapeOfFrame(frame: tree.Frame, outer: Names): Shape {
  const inside = namesInFrame(frame, outer);
  return new Map(
    boundIn(frame.members).map((each): [string, Field] => {
      const { declared, shape } = entryOfBound(each, inside);
      return [each.name.text, { declared, shape: shape() }];
    }),
  );
}

function namesInFrame({ members }: tree.Frame, outer: Names): Names {
  const inside = createNames(outer.place, outer);
  for (const each of boundIn(members)) namedOnce(inside, each.name.text, entryOfBound(each, inside));
  return inside;
}

function shapeOfFeed({ settings, file }: tree.Feed, place: Place, into: Gathering): Shape {
  const bars = barColumns.map((name): [string, Field] => [
    name,
    { declared: own(into, "bar", name), shape: undefined },
  ]);
  if (file === undefined) return new Map(bars);
  const columns = settings.flatMap(({ name, value }): [string, Field][] => {
    if (name.text !== "column" || value.kind !== "name") return [];
    const declared = declaredBy(value, "feed column", value, "", place);
    return [[value.text, { declared, shape: undefined }]];
  });
  return new Map([...bars, ...columns]);
}

function shapeOfModel({ parts }: tree.Model, place: Place): Shape {
  const fields = new Map<string, Field>();
  for (const part of parts) {
    if (part.kind !== "target" && part.kind !== "features") continue;
    for (const each of boundIn(part.bindings)) {
      const declared = declaredByBound(each, part.kind === "target" ? "target" : "feature", place);
      fields.set(each.name.text, { declared, shape: undefined });
    }
  }
  return fields;
}

/** Everything a strategy declares and reads. */
export function walkStrategy(strategy: tree.Strategy, outer: Names, into: Gathering): void {
  const names = namesInStrategy(strategy, outer, into);
  for (const member of strategy.members) walkMember(member, names, into);
}

function walkMember(member: tree.Member, names: Names, into: Gathering): void {
  const { place } = names;
  const walk = (...expressions: readonly (tree.Expression | undefined)[]) => {
    for (const each of expressions) if (each) walkExpression(each, names, into);
  };
  switch (member.kind) {
    case "section":
      walkSettings(member.settings, names, into);
      return;
    case "parameter":
      addReference(into, member.name, declaredOf(member, "parameter", place), true);
      walk(member.value, member.range?.low, member.range?.high, member.step);
      return;
    case "let":
    case "state":
    case "state group":
      for (const each of boundIn([member]))
        walkBound(each, each.kind === "state" ? "state" : "let", names, into);
      return;
    case "frame":
      walkFrame(member, names, into);
      return;
    case "feed":
      walkFeed(member, names, into);
      return;
    case "model":
      walkModel(member, names, into);
      return;
    case "enter":
      walkEnter(member, names, into);
      return;
    case "exit":
    case "require":
      walk(member.condition);
      return;
    case "alert":
      walk(member.condition, ...valuesInMessage(member, into.source));
      return;
    case "halt":
      walk(member.condition, member.length);
      return;
    case "position":
      walk(member.target);
      walkSettings(member.settings, names, into);
      return;
    case "size":
      walk(...partsOfSize(member));
      return;
    case "cooldown":
      walk(member.length);
      return;
    case "plot":
      walk(member.value);
      return;
    case "gaps":
    case "damaged":
  }
}

function walkFrame(frame: tree.Frame, names: Names, into: Gathering): void {
  addReference(into, frame.name, declaredOf(frame, "frame", names.place), true);
  walkExpression(frame.every, names, into);
  const inside = namesInFrame(frame, names);
  for (const each of boundIn(frame.members)) {
    walkBound(each, each.kind === "state" ? "state" : "let", inside, into);
  }
}

function walkFeed(feed: tree.Feed, names: Names, into: Gathering): void {
  addReference(into, feed.name, declaredOf(feed, "feed", names.place), true);
  for (const setting of feed.settings) {
    const { name, value } = setting;
    const isColumn = feed.file !== undefined && name.text === "column" && value.kind === "name";
    if (!isColumn) walkSettings([setting], names, into);
    else addReference(into, value, declaredBy(value, "feed column", value, "", names.place), true);
  }
}

function walkModel(model: tree.Model, names: Names, into: Gathering): void {
  addReference(into, model.name, declaredOf(model, "model", names.place), true);
  for (const part of model.parts) {
    if (part.kind === "algorithm" || part.kind === "train") walkSettings(part.settings, names, into);
    if (part.kind !== "features" && part.kind !== "target") continue;
    const kind = part.kind === "target" ? "target" : "feature";
    for (const each of boundIn(part.bindings)) walkBound(each, kind, names, into);
  }
}

const partsOfSize = ({ amount, over, beginning, scale, limit }: tree.Size) => [
  amount,
  over,
  beginning?.trades,
  beginning?.otherwise,
  scale,
  limit?.amount,
];

function walkEnter({ condition, order, protections }: tree.Enter, names: Names, into: Gathering): void {
  const parts = protections.flatMap((each) => {
    switch (each.kind) {
      case "stop":
        return [each.price, each.after];
      case "take":
        return [each.price, each.portion];
      case "trail":
        return [each.distance, each.after];
      case "expire":
        return [each.after];
      case "damaged":
        return [];
    }
  });
  for (const each of [condition, order?.price, order?.limit, order?.validity, ...parts]) {
    if (each) walkExpression(each, names, into);
  }
}
