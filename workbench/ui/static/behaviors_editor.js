// The ethogram of the project as a text: checked as one types, saved when it is right.
import { act, address, asked, complain, get, make } from "./client.js";
import { differences } from "./differences.js";

const WAIT_MS = 400;
const NAMED = 20;
let functions = null;

export class EthogramEditor {
  /** onSaved(): called after the file was written. */
  constructor(key, onSaved) {
    this.key = key;
    this.onSaved = onSaved;
    this.base = null; // {text, hash} as it was read
    this.faulty = true;
    this.clash = false; // the file says something else than was read, and nobody chose yet
    this.field = make("textarea", {
      className: "wbb-text", spellcheck: false, wrap: "off", id: "wbb-ethogram", autocomplete: "off",
      "aria-describedby": "wbb-checked",
    });
    this.numbers = make("div", { className: "wbb-numbers", "aria-hidden": "true" });
    this.checked = make("p", { className: "wb-quiet", role: "status", id: "wbb-checked" });
    this.faults = make("ul", { className: "wbb-faults", "aria-label": "Faults" });
    this.save_ = make("button", { type: "button", className: "wb-button wb-primary", onclick: () => this.save() }, "Save");
    this.undo = make("button", { type: "button", className: "wb-button", onclick: () => this.takeBack() }, "Take back all changes");
    this.after = make("div", { className: "wbb-after", "aria-live": "polite" });
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("scroll", () => { this.numbers.scrollTop = this.field.scrollTop; });
    this.field.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
      event.preventDefault();
      if (!this.save_.disabled) this.save();
    });
    this.element = make("div", { className: "wbb-editor" },
      make("div", { className: "wbb-pen" },
        make("label", { htmlFor: "wbb-ethogram" }, "ethogram.toml of this project"),
        make("div", { className: "wbb-frame" }, this.numbers, this.field),
        make("div", { className: "wbb-row" }, this.save_, this.undo,
          make("button", { type: "button", className: "wb-button", onclick: () => this.addBehavior() }, "Add a behavior with a rule"),
          make("span", { className: "wb-quiet" }, "Ctrl+S saves. It is saved only when nothing is wrong with it.")),
        this.checked, this.faults, this.after),
      this.help());
  }

  get dirty() { return this.base !== null && this.field.value !== this.base.text; }

  get draft() { return `wb-ethogram ${this.key}`; }

  /** Read what the file says now; what a person is writing stays. */
  async refresh() {
    const now = await get(this.key, "ethogram");
    if (this.base?.hash === now.hash) return;
    if (this.dirty) {
      this.conflict(now);
      return;
    }
    const kept = this.base === null ? JSON.parse(sessionStorage.getItem(this.draft) ?? "null") : null;
    this.set(now);
    if (kept && kept.text !== now.text) this.takeUp(kept, now);
  }

  set(now) {
    this.base = { text: now.text, hash: now.hash };
    this.clash = false;
    this.field.value = now.text;
    sessionStorage.removeItem(this.draft);
    this.show(now.checked);
  }

  /** What was written before the page was loaded anew is there again. */
  takeUp(kept, now) {
    this.field.value = kept.text;
    this.base = { text: now.text, hash: kept.hash };
    this.after.replaceChildren(make("p", {}, "What you had written and not saved is here again."));
    this.changed();
    if (kept.hash !== now.hash) this.conflict(now);
  }

  changed() {
    this.number();
    this.save_.disabled = true;
    this.undo.disabled = !this.dirty;
    if (this.dirty) sessionStorage.setItem(this.draft, JSON.stringify({ text: this.field.value, hash: this.base.hash }));
    else sessionStorage.removeItem(this.draft);
    this.checked.textContent = "Checking…";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), WAIT_MS);
  }

  async check() {
    const text = this.field.value;
    try {
      const told = await asked(address(this.key, "do/ethogram.check"), {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text }),
      });
      if (text === this.field.value) this.show(told.data);
    } catch (error) {
      this.checked.textContent = "It could not be checked.";
      complain(error);
    }
  }

  show({ faults, behaviors, notes }) {
    this.faulty = faults.length > 0;
    this.wrong = new Set(faults.map((fault) => fault.line));
    this.number();
    const said = this.faulty ? (faults.length === 1 ? "1 fault" : `${faults.length} faults`)
      : `${behaviors.length} behaviors, no fault`;
    const state = this.dirty ? " Not saved yet." : " As it is saved.";
    this.checked.textContent = `${said}.${state}${notes.map((note) => ` ${note}`).join("")}`;
    this.field.setAttribute("aria-invalid", String(this.faulty));
    this.faults.replaceChildren(...faults.map((fault) => make("li", {}, fault.line === null ? null
      : make("button", { type: "button", className: "wb-link", onclick: () => this.select(fault.line) }, `line ${fault.line}`),
    make("span", { className: "wb-fault" }, ` ${fault.text}`))));
    this.save_.disabled = this.faulty || this.clash || !this.dirty;
    this.undo.disabled = !this.dirty;
  }

  number() {
    const count = this.field.value.split("\n").length;
    if (this.numbers.children.length !== count) {
      this.numbers.replaceChildren(...Array.from({ length: count }, (_, at) => make("div", {}, String(at + 1))));
    }
    [...this.numbers.children].forEach((line, at) => line.classList.toggle("wbb-wrong", Boolean(this.wrong?.has(at + 1))));
    this.numbers.scrollTop = this.field.scrollTop;
  }

  /** Put the cursor on a line, and show it. */
  select(line) {
    const lines = this.field.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    this.field.focus();
    this.field.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    const height = parseFloat(getComputedStyle(this.field).lineHeight);
    this.field.scrollTop = Math.max(0, (line - 4) * height);
    this.field.scrollLeft = 0;
  }

  goTo(name) {
    const heads = [`[behavior.${name}]`, `[behavior."${name}"]`];
    const at = this.field.value.split("\n").findIndex((line) => heads.includes(line.trim()));
    this.select(at + 1 || 1);
  }

  addBehavior() {
    let name = "new_behavior", number = 1;
    while (this.field.value.includes(`[behavior.${name}]`)) name = `new_behavior_${number += 1}`;
    const lines = this.field.value.trimEnd().split("\n").length;
    this.field.value = `${this.field.value.trimEnd()}\n\n${template(name)}`;
    this.changed();
    this.select(lines + 2);
  }

  takeBack() {
    if (!this.base) return;
    this.field.value = this.base.text;
    this.clash = false;
    this.after.replaceChildren();
    this.changed();
    this.field.focus();
    this.refresh().catch(complain);
  }

  async save() {
    const text = this.field.value;
    this.save_.disabled = true;
    try {
      const now = await get(this.key, "ethogram");
      if (now.hash !== this.base.hash) {
        this.conflict(now);
        return;
      }
      const told = await act(this.key, "ethogram.set", { text, if_hash: this.base.hash });
      this.base = { text, hash: told.data.hash };
      if (!text.endsWith("\n")) this.base.text = this.field.value = `${text}\n`;
      sessionStorage.removeItem(this.draft);
      this.after.replaceChildren(...this.labelAgain(told));
      await this.check();
      this.onSaved();
    } catch (error) {
      this.save_.disabled = false;
      complain(error);
    }
  }

  /** What has to be described again after a change, and how. */
  labelAgain({ data, message }) {
    const names = data.label_again;
    const said = make("p", {}, message);
    if (!names.length) return [said];
    const folder = data.saved.replace(/[/\\][^/\\]*$/, "");
    const quoted = /^[\w@%+=:,./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\"'\"'")}'`;
    const button = make("button", { type: "button", className: "wb-button", onclick: async () => {
      button.disabled = true;
      try {
        await act(this.key, "label", { recordings: names });
        button.textContent = "Describing them again; see the progress below";
      } catch (error) {
        complain(error);
        button.disabled = false;
      }
    } }, "Describe them again now");
    const jobs = make("wb-jobs", { "data-key": this.key, "data-names": "label" });
    const shown = names.slice(0, NAMED).join(", ") + (names.length > NAMED ? ` and ${names.length - NAMED} more` : "");
    return [said, make("p", {}, `To be described again: ${shown}. `, make("code", {}, `workbench label --project ${quoted}`)),
      button, jobs];
  }

  /** Somebody else wrote the file: both texts are shown, and the person decides. */
  conflict(now) {
    const mine = this.field.value;
    const keep = make("button", { type: "button", className: "wb-button", onclick: () => {
      this.base = { text: now.text, hash: now.hash };
      this.clash = false;
      this.after.replaceChildren(make("p", {}, "Your text stays; Save writes it over what the file says now."));
      this.changed();
    } }, "Go on with mine");
    const take = make("button", { type: "button", className: "wb-button", onclick: () => {
      this.set(now);
      this.after.replaceChildren();
    } }, "Take what the file says");
    this.clash = this.save_.disabled = true;
    this.after.replaceChildren(make("div", { className: "wbb-notice", role: "alert" },
      make("p", { className: "wb-fault" }, "The file was changed since you began to write; nothing was saved. Look at both, then choose."),
      differences(now.text, mine, ["What the file says now", "What you wrote"]),
      make("div", { className: "wbb-row" }, keep, take)));
    this.after.scrollIntoView({ block: "nearest" });
  }

  help() {
    const body = make("div", {});
    const find = make("input", { type: "search", className: "wb-field", id: "wbb-find-rule", autocomplete: "off" });
    const list = make("dl", { className: "wbb-rules" });
    const fill = () => {
      const text = find.value.trim().toLowerCase();
      const shown = Object.entries(functions.functions).filter((pair) => pair.join(" ").toLowerCase().includes(text));
      list.replaceChildren(...shown.flatMap(([call, meaning]) => [
        make("dt", {}, make("button", { type: "button", className: "wb-link", title: "Put it where the cursor is", onclick: () => this.insert(call.replace(/,? ?\[[^\]]*\]/g, "")) }, call)),
        make("dd", {}, meaning)]));
    };
    find.addEventListener("input", fill);
    const load = async () => {
      try {
        functions ??= await asked("/wb/rules");
      } catch (error) {
        complain(error);
        return;
      }
      body.replaceChildren(
        make("p", { className: "wb-quiet" }, "A rule compares these with thresholds that have units, joined by and, or, not. subject and object are the animals (or zone, or thing); subject.nose is a point."),
        make("p", { className: "wb-quiet" }, `Units: ${functions.units}`),
        make("label", { htmlFor: "wbb-find-rule" }, "Find"), find, list);
      fill();
    };
    load();
    return make("aside", { className: "wbb-help", "aria-label": "What rules can say" }, make("h3", {}, "What rules can say"), body);
  }

  insert(call) {
    const { selectionStart: start, selectionEnd: end } = this.field;
    this.field.setRangeText(call, start, end, "end");
    this.field.focus();
    this.changed();
  }
}

const template = (name) => `[behavior.${name}]
definition = "Which part of the subject does what to which target."
verb = "${name.replaceAll("_", " ")}"
target = "none"
[behavior.${name}.rule]
when = "speed(subject) > 2 BL/s"
min_s = 0.5
max_gap_s = 0.2
`;
