import { data } from "./data.js";

/** Follows the system's colours unless the reader chose; charts are told of every change. */
export const themeListeners = [];

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function applyTheme(choice) {
  if (choice === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.dataset.theme = choice;
  for (const listener of themeListeners) listener();
}

export function setUpTheme() {
  const field = document.querySelector(".theme");
  field.hidden = false;
  let choice = "auto";
  // A page opened as a file may be denied storage.
  try {
    choice = localStorage.getItem("sage-theme") ?? "auto";
  } catch {}
  const radio = field.querySelector(
    `input[value="${choice === "light" || choice === "dark" ? choice : "auto"}"]`,
  );
  radio.checked = true;
  applyTheme(radio.value);
  field.addEventListener("change", (event) => {
    applyTheme(event.target.value);
    try {
      localStorage.setItem("sage-theme", event.target.value);
    } catch {}
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const listener of themeListeners) listener();
  });
  // Paper is white whatever the screen was.
  let before = null;
  addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme ?? "auto";
    applyTheme("light");
  });
  addEventListener("afterprint", () => {
    if (before !== null) applyTheme(before);
    before = null;
  });
}

/** Options that every chart shares, in the colours of the moment. */
function chartColours() {
  const line = colour("line");
  return {
    layout: {
      background: { type: "solid", color: colour("surface") },
      textColor: colour("muted"),
      panes: { separatorColor: line, separatorHoverColor: colour("hover") },
    },
    grid: { vertLines: { color: colour("grid") }, horzLines: { color: colour("grid") } },
    rightPriceScale: { borderColor: line },
    timeScale: { borderColor: line },
  };
}

export function createChart(element, options) {
  const chart = LightweightCharts.createChart(element, {
    autoSize: true,
    // The wheel and a finger that moves up or down belong to the page.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
    crosshair: { mode: LightweightCharts.CrosshairMode.Magnet },
    ...options,
    layout: {
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 12,
      attributionLogo: false,
    },
    rightPriceScale: { minimumWidth: 72 },
    timeScale: { timeVisible: data.interval < 86_400_000, rightOffset: 2, minBarSpacing: 0.02 },
  });
  chart.applyOptions(chartColours());
  themeListeners.push(() => chart.applyOptions(chartColours()));
  // Paper gets a picture of the chart that fits any width.
  let picture = null;
  addEventListener("beforeprint", () => {
    picture ??= chart.takeScreenshot();
    picture.removeAttribute("style");
    picture.className = "printed";
    element.after(picture);
  });
  addEventListener("afterprint", () => {
    picture?.remove();
    picture = null;
  });
  // A picture to assistive tools: its label and the table below say what it shows.
  for (const part of element.querySelectorAll("*")) part.setAttribute("aria-hidden", "true");
  return chart;
}
