import { expect } from "vitest";
import { compile, emit, memoryHost, parseGraph } from "../../compiler/index.js";
import { createSource, parse, print } from "../../lang/index.js";
import { law } from "./law.js";

/** The same program with other names and another layout. */
function renamed(text: string): string {
  return text
    .replaceAll(/(?<![.\w])([vpcu])(\d)/g, "$1_other_$2")
    .replaceAll(/(?<=frame\d\.)u(\d)/g, "u_other_$1")
    .replaceAll(/ ([=+*]) /g, "   $1 ")
    .replaceAll("\n", " // a remark\n\n");
}

law("a program is the same however it is laid out, called and stored", 100, ({ program, graph }) => {
  const source = createSource("random.sage", program.text);
  const modules = memoryHost(program.files);
  const printed = print(parse(source).file, source);
  expect(printed).not.toBeNull();
  const again = createSource("random.sage", printed ?? "");
  expect(print(parse(again).file, again)).toBe(printed);
  const options = { modules, keepNames: true };
  expect(compile(again, options).graph?.hash).toBe(graph.hash);
  const other = compile(createSource("other.sage", renamed(program.text)), options);
  expect(other.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(other.graph?.hash).toBe(graph.hash);
  expect(parseGraph(JSON.parse(emit(graph, "json")))).toEqual(graph);
});
