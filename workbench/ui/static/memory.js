// The page Memory: all that the project remembers, where it comes from, and what used it.
import { complain, get, make } from "./client.js";
import { SeenPart, noProject } from "./part.js";
import { carrying, portrait, replaying } from "./memory_more.js";
import { detail } from "./memory_detail.js";
import { writing } from "./memory_teach.js";

const VIEWS = { list: "What is remembered", portrait: "Preferences", replay: "Accepted answers again", carry: "Export and import" };
const NAMED = {
  symbol: "symbols", macro: "macros", tip: "tips", exemplar: "dialogues accepted", practice: "dialogues practised",
  case: "accepted answers", conversation: "conversations", forgotten: "forgotten",
};
const WORDS = { exemplar: "dialogue", practice: "practised dialogue", case: "accepted answer" };
const SHOWN = 200;

class Memory extends SeenPart {
  heard = {
    "wb:done": ({ detail: { key, name } }) => {
      this.changed(key, /^(ask|memory\.)/.test(name));
      if (this.isStale && this.checkVisibility()) this.begin();
    },
  };

  build() {
    this.views = Object.fromEntries(Object.keys(VIEWS).map((name) => [name, make("div", { className: "wbb-view" })]));
    this.buttons = Object.fromEntries(Object.entries(VIEWS).map(([name, words]) =>
      [name, make("button", { type: "button", className: "wb-button", onclick: () => this.show(name) }, words)]));
    this.faults = make("div", {});
    this.find = make("input", {
      type: "search", className: "wb-field", id: "wbm-find", autocomplete: "off", placeholder: "name or words", oninput: () => this.list(),
    });
    this.kind = make("select", { className: "wb-field", id: "wbm-kind", onchange: () => this.list() });
    this.count = make("p", { className: "wb-quiet", role: "status" });
    this.lines = make("ul", { className: "wbb-list", "aria-label": "Remembered" });
    this.detail = make("section", { className: "wbb-detail", "aria-label": "What is chosen" });
    this.fresh = make("button", { type: "button", className: "wb-button", onclick: () => this.write() }, "Write something new");
    this.views.list.append(make("div", { className: "wbb-two" },
      make("div", { className: "wbb-left" },
        make("label", { htmlFor: "wbm-find" }, "Find"), this.find,
        make("label", { htmlFor: "wbm-kind" }, "Kind"), this.kind, this.count, this.lines, this.fresh),
      this.detail));
    this.root.append(make("div", { className: "wbb-views", role: "group", "aria-label": "Of memory" }, ...Object.values(this.buttons)),
      this.faults, ...Object.values(this.views));
    this.show("list");
  }

  begin() {
    if (this.begun !== this.key) this.clear();
    else if (this.isStale) this.load();
  }

  /** Begin with another project. */
  clear() {
    this.begun = this.key;
    this.chosen = "";
    this.isWriting = false; // something new, which is not kept yet
    this.known = null;
    this.fresh.disabled = true;
    this.find.value = "";
    this.kind.replaceChildren();
    this.detail.replaceChildren();
    this.faults.replaceChildren(...(this.key ? [] : [noProject()]));
    for (const name of ["portrait", "replay", "carry"]) this.views[name].replaceChildren();
    if (!this.key) return;
    this.views.replay.append(replaying(this.key));
    this.views.carry.append(carrying(this.key));
    this.load();
  }

  show(name) {
    for (const [each, view] of Object.entries(this.views)) {
      view.hidden = each !== name;
      this.buttons[each].setAttribute("aria-pressed", String(each === name));
    }
  }

  async load() {
    this.isStale = false;
    const key = this.key;
    try {
      const known = await get(key, "memory/all");
      if (key !== this.key) return;
      this.known = known;
    } catch (error) {
      complain(error);
      return;
    }
    this.faults.replaceChildren(...this.known.faults.map((text) =>
      make("p", { className: "wb-fault wbb-notice", role: "alert" }, text)));
    this.views.portrait.replaceChildren(portrait(this.key, this.known));
    this.entries = entriesOf(this.known);
    const before = this.kind.value || "all";
    const kinds = ["symbol", ...Object.keys(NAMED).slice(1)];
    const number = (kind) => this.entries.filter((one) => one.group === kind).length;
    this.kind.replaceChildren(
      make("option", { value: "all" }, `all that is in use (${this.entries.length - number("forgotten")})`),
      ...kinds.map((kind) => make("option", { value: kind }, `${NAMED[kind]} (${number(kind)})`)));
    this.kind.value = before;
    this.list();
    this.fresh.disabled = false;
    if (this.chosen || this.isWriting) return;
    if (this.entries.length) this.choose(this.entries[0].id);
    else {
      this.detail.replaceChildren(make("p", {}, "Nothing is remembered yet. Ask a question on the page Ask: write <|name|> in it to give its answer a name, accept answers that are right; or write something here."));
    }
  }

  list() {
    if (!this.known) return;
    const kind = this.kind.value, text = this.find.value.trim().toLowerCase();
    const meant = this.entries.filter((one) =>
      (kind === "all" ? one.group !== "forgotten" : one.group === kind) && `${one.id}\n${one.line}\n${one.tag}`.toLowerCase().includes(text));
    const shown = meant.slice(0, SHOWN);
    this.lines.replaceChildren(...shown.map((one) => this.line(one)));
    const more = meant.length > shown.length ? `, the first ${SHOWN} are shown: find by words` : "";
    this.count.textContent = `${meant.length} of ${this.entries.length}${more}`;
  }

  line(one) {
    const button = make("button", { type: "button", className: "wbb-line", onclick: () => this.choose(one.id) },
      make("strong", {}, one.title), make("span", { className: "wb-quiet" }, one.tag), make("span", { className: "wbb-short", title: one.line }, one.line));
    button.dataset.id = one.id;
    if (one.id === this.chosen) button.setAttribute("aria-current", "true");
    return make("li", {}, button);
  }

  async choose(id) {
    this.chosen = id;
    this.isWriting = !id;
    for (const line of this.lines.querySelectorAll(".wbb-line")) {
      if (line.dataset.id === id) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    }
    if (!id) return;
    try {
      const one = await get(this.key, `memory/one?id=${encodeURIComponent(id)}`);
      if (id === this.chosen) this.detail.replaceChildren(...detail(this.key, one, (next) => this.choose(next)));
    } catch (error) {
      this.detail.replaceChildren(make("p", { className: "wb-fault", role: "alert" }, String(error.message)));
    }
  }

  write() {
    this.choose("");
    this.detail.replaceChildren(writing(this.key, this.known.symbol_kinds, (name) => this.choose(name)));
    this.detail.querySelector("select").focus();
  }
}

function entriesOf(known) {
  const symbol = (one, group) => ({
    id: one.name, title: `<${one.name}>`, group, line: one.line,
    tag: [group === "forgotten" ? "forgotten" : "", one.kind, one.pinned ? "pinned" : one.archived ? "archived" : ""].filter(Boolean).join(", "),
  });
  return [
    ...known.symbols.map((one) => symbol(one, "symbol")),
    ...known.others.map((one) => ({ id: one.id, title: one.id, group: one.kind, line: one.line, tag: WORDS[one.kind] ?? one.kind })),
    ...known.forgotten.map((one) => symbol(one, "forgotten")),
    ...known.forgotten_others.map((id) => ({ id, title: id, group: "forgotten", line: "", tag: "forgotten" })),
  ];
}

customElements.define("wb-memory", Memory);
