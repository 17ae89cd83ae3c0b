// Chooses a recording among many: a list that is searched as one types, of which only what is in
// view is made.
import { make } from "./client.js";

const ROW = 36;
const AROUND = 4;

export class Picker {
  /** onPick(name): a person chose a recording. */
  constructor(onPick) {
    this.onPick = onPick;
    this.list = { name: [] };
    this.found = [];
    this.active = 0;
    this.current = null;
    const id = `wbt-list-${Math.random().toString(36).slice(2, 8)}`;
    this.id = id;
    this.previous = button("‹", "Previous recording", () => this.beside(-1));
    this.next = button("›", "Next recording", () => this.beside(1));
    this.input = make("input", {
      type: "text", className: "wbt-input", autocomplete: "off", spellcheck: false, role: "combobox",
      "aria-label": "Recording: type to search", "aria-controls": id, "aria-expanded": "false",
      "aria-autocomplete": "list",
    });
    this.options = make("div", { id, className: "wbt-options", role: "listbox", "aria-label": "Recordings", hidden: true });
    this.room = make("div", { className: "wbt-room", role: "presentation" });
    this.options.append(this.room);
    this.note = make("span", { className: "wb-quiet wbt-note" });
    this.element = make("div", { className: "wbt-picker" }, this.previous,
      make("div", { className: "wbt-combo" }, this.input, this.options), this.next, this.note);
    this.input.addEventListener("focus", () => { this.input.select(); this.open(""); });
    this.input.addEventListener("click", () => { if (this.options.hidden) this.open(""); });
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.options.addEventListener("scroll", () => this.fill());
    this.options.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const option = event.target.closest("[role=option]");
      if (option) this.pick(Number(option.dataset.at));
    });
  }

  setList(list) {
    this.list = list;
    this.show(this.current);
  }

  show(name) {
    this.current = name;
    if (document.activeElement !== this.input) this.input.value = name ?? "";
    const at = this.list.name.indexOf(name);
    this.previous.disabled = at <= 0;
    this.next.disabled = at < 0 || at >= this.list.name.length - 1;
    this.note.textContent = at < 0 ? "" : `${at + 1} of ${this.list.name.length} · ${this.told(at)}`;
    this.note.title = this.note.textContent;
  }

  told(at) {
    const { group, session, labelled, open, facts, stale } = this.list;
    const parts = [group[at], session[at]].filter(Boolean);
    if (stale[at]) parts.push("out of date: label again");
    if (!labelled[at]) parts.push("not labelled");
    else parts.push(`${facts[at]} facts`, open[at] ? `${open[at]} to review` : "all reviewed");
    return parts.join(" · ");
  }

  beside(by) {
    const at = this.list.name.indexOf(this.current) + by;
    if (at >= 0 && at < this.list.name.length) this.onPick(this.list.name[at]);
  }

  open(text) {
    const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.found = this.list.name.map((_name, i) => i).filter((i) => {
      const all = `${this.list.name[i]} ${this.told(i)}`.toLowerCase();
      return parts.every((part) => all.includes(part));
    });
    const exact = this.list.name.indexOf(text ? text.trim() : this.current);
    this.active = Math.max(this.found.indexOf(exact), 0);
    this.options.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.room.style.height = `${Math.max(this.found.length, 1) * ROW}px`;
    this.reveal();
    this.fill();
  }

  close() {
    this.options.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.input.value = this.current ?? "";
  }

  reveal() {
    const { options } = this;
    const top = this.active * ROW;
    if (top < options.scrollTop) options.scrollTop = top;
    if (top + ROW > options.scrollTop + options.clientHeight) options.scrollTop = top + ROW - options.clientHeight;
  }

  fill() {
    if (!this.found.length) {
      this.room.replaceChildren(make("div", { className: "wbt-option wb-quiet", role: "option", "aria-disabled": "true" }, "No such recording"));
      return;
    }
    const first = Math.max(Math.floor(this.options.scrollTop / ROW) - AROUND, 0);
    const last = Math.min(Math.ceil((this.options.scrollTop + 320) / ROW) + AROUND, this.found.length);
    const made = [];
    for (let f = first; f < last; f += 1) made.push(this.option(f));
    this.room.replaceChildren(...made);
    this.input.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
  }

  option(f) {
    const i = this.found[f];
    const option = make("div", {
      id: `${this.id}-${f}`, className: "wbt-option", role: "option",
      "aria-selected": String(f === this.active), "aria-setsize": this.found.length, "aria-posinset": f + 1,
    }, make("span", { className: "wbt-option-name" }, this.list.name[i]),
    make("span", { className: "wb-quiet" }, this.told(i)));
    option.dataset.at = f;
    option.style.top = `${f * ROW}px`;
    return option;
  }

  pressed(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in moves) {
      event.preventDefault();
      if (this.options.hidden) this.open("");
      else this.active = Math.min(Math.max(this.active + moves[event.key], 0), this.found.length - 1);
      this.reveal();
      this.fill();
    } else if (event.key === "Enter" && !this.options.hidden && this.found.length) {
      event.preventDefault();
      this.pick(this.active);
    } else if (event.key === "Escape") {
      this.close();
      this.input.blur();
    }
  }

  pick(f) {
    const name = this.list.name[this.found[f]];
    this.current = name;
    this.close();
    this.input.blur();
    this.onPick(name);
  }
}

const SHAPES = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
  back: "M3 2.5h2v11H3zM13 2.5v11L5.5 8z",
  on: "M11 2.5h2v11h-2zM3 2.5v11L10.5 8z",
};

/** A picture of a button, which needs no font. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

export function button(content, label, onclick, className = "wbt-button") {
  const made = make("button", { type: "button", className, title: label, onclick }, ...[content].flat());
  made.setAttribute("aria-label", label);
  return made;
}
