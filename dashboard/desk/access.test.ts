import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createToken, revokeToken } from "../../runtime/serve/tokens.js";
import { browserPath } from "../testing/browser.js";
import { DeskPages, isThere, live } from "./testing/desk-page.js";

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)("who may do what on the desk's page", { retry: 2 }, () => {
  const desk = new DeskPages();
  beforeAll(() => desk.begin());
  afterAll(() => desk.end());

  const tokens = (scopes: Readonly<Record<string, readonly ("read" | "control")[]>>) => {
    const made: Record<string, string> = {};
    const prepare = (folder: string): void => {
      for (const [name, allowed] of Object.entries(scopes))
        made[name] = createToken(name, allowed, Date.now(), join(folder, "tokens.json"));
    };
    return { made, prepare };
  };

  test("a wrong token is refused, a right one opens, and one that is revoked asks again", async () => {
    const { made, prepare } = tokens({ reader: ["read"], spare: ["read"] });
    const { stand, page, close } = await desk.open({ prepare, serve: { socket: { heartbeat: 300 } } });
    await page.getByText("A token is needed.").waitFor();
    await page.keyboard.type("sage_wrong");
    await page.keyboard.press("Enter");
    await page.getByText("The token is not known.").waitFor();
    await page.getByLabel("Token").fill(made["reader"] ?? "");
    await page.keyboard.press("Enter");
    await live(page);
    await expect.poll(() => page.locator("tbody tr").count(), isThere).toBe(3);
    expect(page.url()).not.toContain(made["reader"] ?? "");
    await page.goto(`${stand.address()}/#/positions`);
    revokeToken("reader", join(stand.folder, "tokens.json"));
    // The socket is let go, the page asks, and is refused.
    await page.getByText("The token is not known.").waitFor();
    expect(await page.title()).toContain("Sign in");
    await page.getByLabel("Token").fill(made["spare"] ?? "");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("h1").textContent(), isThere).toBe("Positions");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    await close();
  });

  test("a token that may only read is told so before anything is tried", async () => {
    const { made, prepare } = tokens({ reader: ["read"] });
    const { page, close } = await desk.open({ prepare });
    await page.getByLabel("Token").fill(made["reader"] ?? "");
    await page.keyboard.press("Enter");
    await live(page);
    await page.getByRole("button", { name: "Stop…" }).click();
    await page.getByText("The token “reader” may only read.").waitFor();
    await page.getByLabel("Reason").fill("it drifts");
    await page.getByLabel(/Type .stop. to confirm/).fill("stop");
    expect(await page.getByRole("button", { name: "Stop now" }).isDisabled()).toBe(true);
    await close();
  });

  test("the kill switch says what it will do, wants a reason and a word, and is told to every page", async () => {
    const { stand, page, complaints, close } = await desk.open({ strategies: 10, markets: 2, bars: 25 });
    await live(page);
    const other = await page.context().newPage();
    await other.goto(`${stand.address()}/`);
    await live(other);
    await page.getByRole("button", { name: "Stop…" }).click();
    await page.getByText("10 strategies open no position any more, on 2 markets").waitFor();
    // Of ten strategies five hold something at any bar.
    await page.getByText("5 positions stay open").waitFor();
    await page.getByLabel("Close what is held").check();
    await page.getByText("5 positions are closed at the next open.").waitFor();
    const now = page.getByRole("button", { name: "Stop now" });
    await page.getByLabel(/Type .stop. to confirm/).fill("stop");
    expect(await now.isDisabled()).toBe(true);
    await page.getByLabel("Of whom").selectOption("pair");
    await page.getByText("2 strategies open no position any more").waitFor();
    await page.getByLabel("Reason").fill("it drifts");
    await now.click();
    for (const each of [page, other]) await each.getByText("Stopped: pair.").waitFor();
    await page.getByText("Stopped by the API: it drifts").first().waitFor();
    expect(await (await fetch(`${stand.address()}/api/v1/kill-switch`)).json()).toMatchObject({
      is_stopped: false,
      stops: [{ name: "pair", closes: true, reason: "it drifts" }],
    });
    await page.getByRole("button", { name: "Stopped…" }).click();
    await page.getByText("2 strategies may open positions again").waitFor();
    await page.getByLabel(/Type .go on. to confirm/).fill("go on");
    await page.getByRole("button", { name: "Let go on" }).click();
    await expect.poll(() => page.locator("[data-part=stopped]").count(), isThere).toBe(0);
    await expect.poll(() => other.locator("[data-part=stopped]").count(), isThere).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});
