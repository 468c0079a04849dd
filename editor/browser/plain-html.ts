const allowed = new Set(
  "A P PRE CODE STRONG EM UL OL LI BR HR H1 H2 H3 H4 TABLE THEAD TBODY TR TH TD SPAN BLOCKQUOTE".split(" "),
);

/** HTML with nothing in it that runs, loads or styles: a comment in a foreign strategy becomes a hover card. */
export function plainHtml(html: string): string {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of body.querySelectorAll("*")) {
    if (!allowed.has(element.tagName)) {
      element.replaceWith(document.createTextNode(element.textContent ?? ""));
      continue;
    }
    for (const { name, value } of Array.from(element.attributes)) {
      const link = name === "href" && /^https?:\/\//i.test(value);
      if (!link && name !== "class") element.removeAttribute(name);
      else if (link) element.setAttribute("rel", "noopener noreferrer");
    }
  }
  return body.innerHTML;
}
