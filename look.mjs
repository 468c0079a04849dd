import { chromium } from "playwright-core";
const [,, url, out, w="1440", h="900", scheme="light", ...acts] = process.argv;
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless","--no-sandbox","--disable-gpu","--disable-background-networking"] });
const c = await b.newContext({ viewport: { width:+w, height:+h }, colorScheme: scheme });
const p = await c.newPage();
p.on("pageerror", e => console.log("ERR", e.message)); p.on("console", m => m.type()==="error" && console.log("CON", m.text()));
await p.goto(url); await p.waitForTimeout(3500);
for (const a of acts) { const [k, ...r] = a.split(":"); const v = r.join(":"); try {
 if (k==="click") await p.getByText(v, {exact:false}).first().click({timeout:4000});
 if (k==="role") { const [role,name]=v.split("="); await p.getByRole(role,{name}).first().click({timeout:4000}); }
 if (k==="css") await p.locator(v).first().click({timeout:4000});
 if (k==="key") await p.keyboard.press(v);
 if (k==="select") { const [sel,val]=v.split("=>"); await p.locator(sel).selectOption({label:val}); }
 if (k==="wait") await p.waitForTimeout(+v);
 if (k==="text") console.log((await p.locator("body").innerText()).slice(0,+v||1500));
 } catch (e) { console.log("FAILED", a, e.message.split("\n")[0]); } await p.waitForTimeout(500); }
await p.screenshot({ path: out });
await b.close();
