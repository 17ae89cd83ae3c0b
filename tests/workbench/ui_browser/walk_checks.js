// What the checks of test_browser_*.py run in a page; `walk_checks.py` calls it.

// What a text of the data calls if it is more than text.
window.walkHits = [];
window.walkHit = (number) => { window.walkHits.push(number); };

// How many requests to the server are not answered yet.
const walkFetch = window.fetch;
window.walkWaiting = 0;
window.fetch = async (...given) => {
  const isOurs = String(given[0]?.url ?? given[0]).includes("/wb/");
  window.walkWaiting += isOurs;
  try { return await walkFetch(...given); } finally { window.walkWaiting -= isOurs; }
};

// Wait until nothing has changed for `quiet` ms, and nothing is asked of the server.
window.walkSettled = ([quiet, most]) => new Promise((done) => {
  const started = performance.now();
  let last = started;
  const watch = new MutationObserver(() => { last = performance.now(); });
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
  const look = () => {
    const now = performance.now();
    if (window.walkWaiting) last = now;
    if (now - last > quiet || now - started > most) { watch.disconnect(); done(now - last > quiet); }
    else setTimeout(look, 50);
  };
  look();
});

// What is wider than the window, cut, or lies over something else.
window.walkLayout = () => {
  const found = [];
  const called = (one) => {
    const words = (one.getAttribute("aria-label") || one.textContent || one.value || "").trim();
    return `<${one.localName} class="${one.getAttribute("class") ?? ""}"> "${words.slice(0, 50)}"`;
  };
  const seen = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const scrolls = (style) => ["auto", "scroll"].includes(style.overflowX) || ["auto", "scroll"].includes(style.overflowY);
  const cuts = (style) => ["hidden", "clip"].includes(style.overflowX);
  /** What of a rectangle is not scrolled away, or null. */
  const left = (rect, from) => {
    let box = { left: rect.left, right: rect.right, top: rect.top, bottom: rect.bottom };
    for (let up = from; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflow === "visible") continue;
      const edge = up.getBoundingClientRect();
      box = { left: Math.max(box.left, edge.left), right: Math.min(box.right, edge.right),
        top: Math.max(box.top, edge.top), bottom: Math.min(box.bottom, edge.bottom) };
    }
    return box.right > box.left && box.bottom > box.top ? box : null;
  };

  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) {
    found.push(`the page is ${wide} wide, the window ${innerWidth}`);
    for (const one of document.querySelectorAll("body *")) {
      if (seen(one) && left(one.getBoundingClientRect(), one.parentElement)?.right > innerWidth + 1 && !one.children.length)
        found.push(`  reaches out: ${called(one)}`);
    }
  }
  for (const one of document.querySelectorAll("body *")) {
    const texts = [...one.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    if (!texts.length || !seen(one) || ["script", "style", "option"].includes(one.localName)) continue;
    const own = one.getBoundingClientRect();
    if (own.width <= 1 || own.height <= 1) continue; // for screen readers
    const style = getComputedStyle(one);
    if (cuts(style) && one.scrollWidth > one.clientWidth + 1 && !(style.textOverflow === "ellipsis" && one.title))
      found.push(`text is cut: ${called(one)}`);
    if (cuts(style)) continue;
    const range = document.createRange();
    range.selectNodeContents(texts[0]);
    const rect = range.getBoundingClientRect();
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement) {
      const above = getComputedStyle(up);
      if (scrolls(above)) break;
      const edge = up.getBoundingClientRect();
      if (edge.width <= 1 || edge.height <= 1) break;
      if (cuts(above) && (rect.right > edge.right + 2 || rect.left < edge.left - 2) && !up.closest("[title]")) {
        found.push(`text is cut by its surroundings: ${called(one)}`);
        break;
      }
    }
  }
  // The line below the page lies over what is scrolled under it.
  const isLine = (one) => Boolean(one.closest("#wb-line"));
  const controls = [...document.querySelectorAll("button, a[href], input:not([type=hidden]), select, textarea, summary, [role=tab]")]
    .filter((one) => seen(one)).map((one) => [one, left(one.getBoundingClientRect(), one.parentElement)]).filter(([, box]) => box);
  for (const [at, [one, a]] of controls.entries()) {
    for (const [other, b] of controls.slice(at + 1)) {
      if (one.contains(other) || other.contains(one) || isLine(one) !== isLine(other)) continue;
      if (one.closest("dialog") !== other.closest("dialog")) continue;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 2) found.push(`controls overlap: ${called(one)} and ${called(other)}`);
    }
  }
  return found.slice(0, 30);
};

// What axe-core finds that is serious or critical.
window.walkAxe = async () => {
  const told = await axe.run(document, { resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
  return told.violations.filter((rule) => ["serious", "critical"].includes(rule.impact))
    .flatMap((rule) => rule.nodes.map((node) => ({ rule: rule.id, impact: rule.impact,
      target: node.target.flat().join(" "), html: node.html.slice(0, 200),
      why: (node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? "" })));
};
