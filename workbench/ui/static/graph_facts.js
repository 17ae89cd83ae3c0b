// The facts behind an entity or an edge of a graph, page by page, each with its clip; and all edges
// as a table.
import { complain, make, showClip } from "./client.js";
import { partOf } from "./graph_draw.js";

export class Facts {
  /** fetched(first): a promise of a page of facts. */
  constructor(fetched) {
    this.fetched = fetched;
    this.title = make("h3", {}, "Facts");
    this.count = make("p", { className: "wb-quiet", role: "status" });
    this.list = make("ul", { className: "wb-graph-facts" });
    this.more = make("button", { type: "button", className: "wb-button", hidden: true, onclick: () => this.page() }, "More");
    this.element = make("section", { className: "wb-graph-aside", "aria-label": "Facts" },
      this.title, this.count, this.list, this.more);
    this.clear();
  }

  clear() {
    this.asked = null;
    this.title.textContent = "Facts";
    this.count.textContent = "Choose an entity or a behavior in the picture: its facts are listed here, each with its clip.";
    this.list.replaceChildren();
    this.more.hidden = true;
  }

  show(words) {
    this.asked = words;
    this.title.textContent = words;
    this.list.replaceChildren();
    this.page();
  }

  async page() {
    const { asked } = this;
    try {
      const sent = await this.fetched(this.list.children.length);
      if (this.asked !== asked) return;
      this.list.append(...sent.facts.map(line));
      const shown = this.list.children.length;
      this.count.textContent = shown < sent.total ? `${shown} of ${counted(sent.total)}` : counted(sent.total);
      this.more.hidden = shown >= sent.total;
    } catch (error) {
      complain(error);
    }
  }
}

const counted = (count) => `${count} ${count === 1 ? "fact" : "facts"}`;

function line(fact) {
  const sure = fact.confidence === null ? "confidence unknown" : `confidence ${fact.confidence.toFixed(2)}`;
  const status = fact.status === "asserted" ? "" : `, ${fact.status}`;
  const button = make("button", { type: "button", className: "wb-link", title: "Show the clip on the timeline" }, fact.words);
  button.addEventListener("click", () => showClip(fact));
  return make("li", {}, button, make("span", { className: "wb-quiet" }, ` ${sure}, ${fact.source}${status}`));
}

const COLUMNS = ["who", "behavior", "whom or where", "bouts", "seconds", "mean confidence", "source", "facts"];

export function edgeTable(edges, choose) {
  const rows = edges.map((edge) => {
    const button = make("button", { type: "button", className: "wb-link" }, counted(edge.facts));
    const words = [edge.subject, edge.verb, edge.object].filter(Boolean).join(" ");
    button.setAttribute("aria-label", `${counted(edge.facts)}: ${words}`);
    button.addEventListener("click", () => choose(partOf(edge), `${words}: ${edge.amount}`));
    const cells = [edge.subject, edge.verb, edge.object ?? "", edge.count,
      edge.kind === "point" ? "" : edge.total_s.toFixed(2),
      edge.confidence === null ? "unknown" : edge.confidence.toFixed(2), edge.sources.join(", ")];
    return make("tr", {}, ...cells.map((cell, i) => make("td", { className: i > 2 && i < 6 ? "wb-number" : "" }, String(cell))),
      make("td", {}, button));
  });
  return make("div", { className: "wb-scroll", tabIndex: 0, role: "region", "aria-label": "All edges" },
    make("table", {}, make("thead", {}, make("tr", {}, ...COLUMNS.map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...rows)));
}
