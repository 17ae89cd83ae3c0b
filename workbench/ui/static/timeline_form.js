// The form with which a person edits a bout or adds one.
import { make } from "./client.js";

let forms = 0;

export class BoutForm {
  /**
   * now(): the time of the playhead. snapped(time): the nearest start of a frame.
   * onSave(fields): all five fields, and whether they may be `new`. onCancel().
   */
  constructor({ title, save, sent, given, now, snapped, onSave, onCancel }) {
    this.sent = sent;
    this.number = forms += 1;
    this.error = make("p", { className: "wb-fault", role: "alert" });
    this.definition = make("p", { className: "wb-quiet wbt-definition" });
    const names = [...sent.animals];
    this.subject = this.field("Subject", given.subject, names);
    this.predicate = this.field("Behavior", given.predicate, sent.behaviors.map((one) => one.name));
    this.object = this.field("Object", given.object ?? "", [...names, ...sent.places]);
    this.start = this.time("Start, s", given.start, now, snapped);
    this.stop = this.time("Stop, s", given.stop, now, snapped);
    this.new = make("input", { type: "checkbox" });
    const cancel = make("button", { type: "button", className: "wbt-button", onclick: onCancel }, "Cancel");
    this.element = make("form", { className: "wbt-form", noValidate: true },
      make("h3", {}, title), this.subject.element, this.predicate.element, this.definition,
      this.object.element, this.start.element, this.stop.element, this.error,
      make("div", { className: "wbt-buttons" }, make("button", { type: "submit", className: "wbt-button wbt-yes" }, save), cancel,
        make("label", { className: "wbt-check", title: "A behavior or a name that does not occur in this recording, or an unusual kind of object" }, this.new, "Allow something new")));
    this.element.setAttribute("aria-label", title);
    this.object.input.placeholder = "none";
    this.predicate.input.addEventListener("input", () => this.fit());
    this.element.addEventListener("submit", (event) => { event.preventDefault(); this.submit(onSave); });
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    });
    this.fit();
  }

  focus() { this.subject.input.focus(); this.subject.input.select(); }

  field(label, value, suggestions) {
    const list = `wbt-suggest-${this.number}-${label.split(/[ ,(]/)[0]}`;
    const input = make("input", { type: "text", className: "wbt-input", value, autocomplete: "off", spellcheck: false });
    input.setAttribute("list", list);
    const element = make("label", { className: "wbt-field" }, make("span", {}, label), input,
      make("datalist", { id: list }, ...suggestions.map((one) => make("option", { value: one }))));
    return { input, element };
  }

  time(label, value, now, snapped) {
    const input = make("input", { type: "text", inputMode: "decimal", className: "wbt-input", value: value === null || value === undefined ? "" : rounded(value) });
    const set = make("button", { type: "button", className: "wbt-button", onclick: () => { input.value = rounded(snapped(now())); } }, "now");
    set.setAttribute("aria-label", `${label}: the time shown`);
    const element = make("div", { className: "wbt-field" }, make("label", {}, make("span", {}, label), input), set);
    return { input, element };
  }

  behavior() {
    const said = this.predicate.input.value.trim();
    return this.sent.behaviors.find((one) => one.name === said);
  }

  /** Ask only for what the behavior has. */
  fit() {
    const entry = this.behavior();
    this.definition.title = this.definition.textContent = entry ? entry.definition : "";
    this.object.input.disabled = entry?.target === "none";
    this.stop.input.disabled = entry?.kind === "point";
  }

  submit(onSave) {
    const entry = this.behavior();
    const fields = {
      subject: this.subject.input.value.trim(),
      predicate: this.predicate.input.value.trim(),
      object: this.object.input.disabled ? null : this.object.input.value.trim() || null,
      start_s: number(this.start.input.value),
      stop_s: this.stop.input.disabled ? null : number(this.stop.input.value),
      new: this.new.checked,
    };
    const faults = [];
    if (!fields.subject) faults.push("Say who does it.");
    if (!fields.predicate) faults.push("Say which behavior.");
    if (entry && entry.target !== "none" && !fields.object) faults.push(`${entry.name} is done to something: say to what or whom.`);
    if (Number.isNaN(fields.start_s)) faults.push("The start is a number of seconds.");
    if (Number.isNaN(fields.stop_s)) faults.push("The stop is a number of seconds.");
    if (fields.stop_s !== null && fields.stop_s <= fields.start_s) faults.push("The stop comes after the start.");
    this.error.textContent = faults.join(" ");
    if (!faults.length) onSave(fields);
  }

  fail(error) { this.error.textContent = String(error.message ?? error); }
}

export const rounded = (time) => String(Number(time.toFixed(6)));
const number = (text) => (text.trim() === "" ? NaN : Number(text.trim().replace(",", ".")));
