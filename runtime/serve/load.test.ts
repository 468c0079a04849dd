import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { makeStand, type Stand } from "./testing/stand.js";

let stand: Stand | undefined;
afterEach(async () => {
  await stand?.end();
  stand = undefined;
});

