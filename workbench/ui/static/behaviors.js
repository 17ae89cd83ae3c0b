// The page Behaviors: what each behavior means, how well it does, and the ethogram as a text.
import { complain, get, make } from "./client.js";
import { SeenPart, noProject } from "./part.js";
import { details } from "./behaviors_detail.js";
import { EthogramEditor } from "./behaviors_editor.js";
import { making } from "./behaviors_new.js";
import { trusting } from "./behaviors_trust.js";

const VIEWS = { list: "Behaviors", ethogram: "Ethogram file", make: "Make a behavior" };

class Behaviors extends SeenPart {
  heard = {
    ...this.heard,
    "wb:done": ({ detail: { key, name } }) => this.changed(key, /^(ask$|memory\.|project\.)/.test(name)),
    visibilitychange: () => { if (!document.hidden && this.checkVisibility()) this.editor?.refresh().catch(complain); },
  };

  build() {
    this.views = Object.fromEntries(Object.keys(VIEWS).map((name) => [name, make("div", { className: "wbb-view" })]));
    this.buttons = Object.fromEntries(Object.entries(VIEWS).map(([name, words]) =>
      [name, make("button", { type: "button", className: "wb-button", onclick: () => this.show(name) }, words)]));
    this.notices = make("div", { className: "wbb-notices" });
    this.root.append(make("div", { className: "wbb-views", role: "group", "aria-label": "Of the behaviors" },
      ...Object.values(this.buttons)), this.notices, ...Object.values(this.views));
    this.show("list");
  }

  begin() {
    if (this.begun !== this.key) this.clear();
    else if (this.isStale) this.load();
  }

  /** Begin with another project. */
  clear() {
    this.begun = this.key;
    this.chosen = this.found = "";
    for (const view of Object.values(this.views)) view.replaceChildren();
    this.notices.replaceChildren(...(this.key ? [] : [noProject()]));
    this.editor = null;
    if (!this.key) return;
    const saved = () => this.load();
    this.editor = new EthogramEditor(this.key, saved);
    this.views.ethogram.append(this.editor.element);
    this.views.make.append(making(this.key, saved, () => { this.show("ethogram"); this.editor.addBehavior(); }));
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
      const [known] = await Promise.all([get(key, "behaviors"), this.editor.refresh()]);
      if (key !== this.key) return;
      this.known = known;
    } catch (error) {
      complain(error);
      return;
    }
    this.tell();
    this.list();
  }

  /** What a person has to know before the list: a faulty ethogram, programs that are not trusted. */
  tell() {
    const { fault, untrusted, notes } = this.known;
    const parts = [];
    if (fault) {
      parts.push(make("div", { className: "wbb-notice", role: "alert" },
        make("p", { className: "wb-fault" }, fault),
        make("button", { type: "button", className: "wb-button", onclick: () => this.show("ethogram") }, "Mend the ethogram file")));
    }
    if (untrusted.length) parts.push(trusting(this.key, this.known, () => this.load()));
    else parts.push(...notes.map((note) => make("p", { className: "wbb-notice" }, note)));
    this.notices.replaceChildren(...parts);
  }

  list() {
    const field = make("input", {
      type: "search", className: "wb-field", id: "wbb-find", autocomplete: "off", value: this.found,
      placeholder: "name, synonym or word of a definition",
    });
    const list = make("ul", { className: "wbb-list", "aria-label": "Behaviors" });
    const count = make("p", { className: "wb-quiet", role: "status" });
    const detail = make("section", { className: "wbb-detail", "aria-label": "The behavior that is chosen" });
    const fill = () => {
      this.found = field.value;
      const shown = this.known.behaviors.filter((one) => matches(one, field.value));
      const words = this.known.words.filter((one) => fits(field.value, one.name, one.text));
      list.replaceChildren(...shown.map((one) => this.line(one, detail)), ...words.map((one) => this.wordsLine(one, detail)));
      count.textContent = `${shown.length === 1 ? "1 behavior" : `${shown.length} behaviors`}, ${words.length} said in words`;
    };
    field.addEventListener("input", fill);
    fill();
    this.views.list.replaceChildren(make("div", { className: "wbb-two" },
      make("div", { className: "wbb-left" }, make("label", { htmlFor: "wbb-find" }, "Find a behavior"), field, count, list), detail));
    const before = this.known.behaviors.find((one) => one.name === this.chosen) ?? this.known.behaviors[0];
    if (before) this.choose(before, detail);
    else detail.append(make("p", { className: "wb-quiet" }, "There are no behaviors to show yet."));
  }

  line(one, detail) {
    const button = make("button", { type: "button", className: "wbb-line", onclick: () => this.choose(one, detail) },
      make("strong", {}, one.name), make("span", { className: "wb-quiet" }, WHERE[one.from] ?? one.from),
      make("span", { className: "wbb-short", title: one.entry.definition ?? "" }, one.entry.definition || "no definition"));
    button.dataset.name = one.name;
    if (one.name === this.chosen) button.setAttribute("aria-current", "true");
    return make("li", {}, button);
  }

  wordsLine(one, detail) {
    const button = make("button", { type: "button", className: "wbb-line", onclick: () => {
      this.mark("");
      detail.replaceChildren(make("h3", {}, `<${one.name}>`),
        make("p", { className: "wb-quiet" }, `Said in words, a ${one.kind}, version ${one.version}. A question reads it as <${one.name}>; its versions are on the page Memory.`),
        make("p", { className: "wbb-definition" }, one.text));
      button.setAttribute("aria-current", "true");
    } }, make("strong", {}, `<${one.name}>`), make("span", { className: "wb-quiet" }, "in words"),
    make("span", { className: "wbb-short", title: one.text }, one.text));
    return make("li", {}, button);
  }

  mark(name) {
    this.chosen = name;
    for (const line of this.views.list.querySelectorAll(".wbb-line")) {
      if (name && line.dataset.name === name) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    }
  }

  choose(one, detail) {
    this.mark(one.name);
    const edit = () => { this.show("ethogram"); this.editor.goTo(one.name); };
    detail.replaceChildren(...details(this.key, one, this.known.recordings, edit));
  }
}

const WHERE = { ethogram: "ethogram", project: "own function", "built in": "built in" };
const fits = (text, ...where) => where.join("\n").toLowerCase().includes(text.trim().toLowerCase());
const matches = (one, text) => fits(text, one.name, one.entry.definition, one.from, ...one.entry.synonyms);

customElements.define("wb-behaviors", Behaviors);
