import * as fc from "fast-check";
import { expect, test } from "vitest";
import { rulesGraph } from "../testing/arbitrary.js";
import { arbitraryLimits, arbitraryMember, type MemberDraft } from "../testing/portfolio.js";
import { EngineGroup, type GroupLimits } from "./group.js";
import { loadKernelModule } from "./module.js";

/** A group of members, and what it says as it goes: the rows and every record, byte by byte. */
class Talk {
  readonly group: EngineGroup;
  readonly said: string[] = [];
  readonly #drafts: readonly MemberDraft[];
  readonly #done: number[];

  constructor(drafts: readonly MemberDraft[], limits: GroupLimits, done?: readonly number[]) {
    this.#drafts = drafts;
    this.#done = drafts.map((_, k) => done?.[k] ?? 0);
    const hear = (kind: string, member: number) => (buffer: ArrayBuffer, address: number, count: number) => {
      const size = { trades: 128, orders: 64, signals: 16 }[kind] ?? 0;
      this.said.push(`${kind} ${member} ${count} ${size > 0 ? new Float64Array(buffer, address, 1)[0] : ""}`);
    };
    this.group = new EngineGroup(
      drafts.map(({ draft, timeframe, symbol, share }, k) => {
        const graph = rulesGraph(draft);
        return {
          graph: { ...graph, market: { ...graph.market, timeframe } },
          options: {
            switchRoom: 4,
            sinks: { trades: hear("trades", k), orders: hear("orders", k), signals: hear("signals", k) },
          },
          capital: 1000,
          share,
          stake: 1000 / drafts.length,
          market: symbol,
        };
      }),
      { module: loadKernelModule(), capital: 1000, shared: true, limits, capacity: 128 },
    );
  }

  get done(): readonly number[] {
    return this.#done;
  }

  /** All bars that close until then. */
  until(time: number): void {
    for (const [k, { bars, timeframe }] of this.#drafts.entries()) {
      const from = this.#done[k] ?? 0;
      const to = bars.time.filter((open) => open + timeframe <= time).length;
      if (to > from) this.group.compute(k, bars, from, to - from);
      this.#done[k] = to;
    }
    this.group.walk((k) => this.#done[k] === this.#drafts[k]?.bars.time.length, {
      rows: ({ time: moments, equity, cash, gross }) => {
        for (const [row, moment] of moments.entries())
          this.said.push(`${moment} ${equity[row]} ${cash[row]} ${gross[row]}`);
      },
    });
  }
}

const members = fc.array(arbitraryMember, { minLength: 1, maxLength: 4 });
const closes = (drafts: readonly MemberDraft[]) =>
  [
    ...new Set(drafts.flatMap(({ bars, timeframe }) => Array.from(bars.time, (open) => open + timeframe))),
  ].toSorted((a, b) => a - b);

test("a portfolio that is saved and continued elsewhere says what it would have said", () => {
  fc.assert(
    fc.property(members, arbitraryLimits, fc.nat(), (drafts, limits, place) => {
      const moments = closes(drafts);
      const middle = moments[place % moments.length] ?? 0;
      const last = moments.at(-1) ?? 0;
      const whole = new Talk(drafts, limits);
      whole.until(middle);
      const saved = whole.group.snapshot();
      const before = whole.said.length;
      const other = new Talk(drafts, limits, whole.done);
      other.group.restore(saved);
      whole.until(last);
      other.until(last);
      expect(other.said).toEqual(whole.said.slice(before));
      expect(other.group.snapshot()).toEqual(whole.group.snapshot());
    }),
    { numRuns: 60 },
  );
});

test("members that are stopped enter nothing any more, and where that is said hold nothing after the next bars", () => {
  fc.assert(
    fc.property(members, fc.boolean(), fc.nat(), (drafts, flattens, place) => {
      const moments = closes(drafts);
      const middle = moments[place % moments.length] ?? 0;
      const talk = new Talk(drafts, {});
      talk.until(middle);
      const stops = flattens ? "all" : "entries";
      for (const engine of talk.group.engines) engine.throwSwitch([{ time: middle, stops }]);
      const held = talk.group.engines.map(() => Number.NaN);
      const after = drafts.map(() => 0);
      for (const moment of moments.filter((each) => each > middle)) {
        const earlier = [...talk.done];
        talk.until(moment);
        for (const [k, { instrument }] of talk.group.engines.entries()) {
          if (talk.done[k] === earlier[k]) continue;
          const open = drafts[k]?.bars.time[earlier[k] ?? 0] ?? 0;
          const now = Math.abs(instrument.get("quantity"));
          // Of a longer bar that was under way the open was before; what is held after it never grows.
          if (open >= middle && !Number.isNaN(held[k])) expect(now).toBeLessThanOrEqual(held[k] ?? 0);
          held[k] = now;
          after[k] = (after[k] ?? 0) + 1;
          // The first bar that ends decides to leave, the next one's open leaves.
          if (flattens && (after[k] ?? 0) > 1) expect(now).toBe(0);
        }
      }
    }),
    { numRuns: 60 },
  );
});
