// Describing recordings: which, by what, how long it may take, and what became of it.
import { act, complain, get, make } from "./client.js";
import { duration } from "./jobs.js";
import { SeenPart, noProject } from "./part.js";
import "./describe_outcomes.js";
import "./describe_model.js";
import "./describe_preview.js";

class Describe extends SeenPart {
  heard = {
    "wb:done": ({ detail: { key, name } }) => key === this.key && name?.startsWith("model.") && this.refresh(),
    "wb:ended": ({ detail }) => detail.key === this.key && this.refresh(),
  };

  build() {
    this.wanted = ["open", "all", "some"].map((value, at) => make("input", { type: "radio", name: "wb-which", value, id: `wb-which-${value}`, checked: !at }));
    for (const input of this.wanted) input.addEventListener("change", () => this.count());
    this.openLabel = make("span");
    this.allLabel = make("span");
    this.some = make("select", { multiple: true, size: 8, className: "wb-field wb-some", id: "wb-some", "aria-label": "Recordings to describe", hidden: true });
    this.some.addEventListener("change", () => this.count());
    this.segmenter = make("select", { className: "wb-field", id: "wb-segmenter" });
    this.segmenter.addEventListener("change", () => this.count());
    this.about = make("p", { className: "wb-quiet" });
    this.model = make("input", { type: "checkbox", id: "wb-with-model" });
    this.model.addEventListener("change", () => this.count());
    this.modelName = make("span");
    this.again = make("input", { type: "checkbox", id: "wb-again" });
    this.again.addEventListener("change", () => this.count());
    this.budget = make("input", { type: "text", className: "wb-field wb-short", id: "wb-budget", placeholder: "200 calls" });
    this.asks = make("div", { className: "wb-row", hidden: true }, make("label", { htmlFor: "wb-budget" }, "At most"), this.budget,
      this.button("Estimate what the model would cost", () => this.estimate()));
    this.expected = make("p", { role: "status" });
    this.fault = make("p", { className: "wb-fault", role: "alert" });
    this.go = make("button", { type: "submit", className: "wb-button wb-primary" }, "Describe");
    this.none = noProject();
    const form = this.form = make("form", { className: "wb-describe-form" },
      make("fieldset", { className: "wb-card" }, make("legend", {}, "Which recordings"),
        ...this.wanted.map((input, at) => make("label", { className: "wb-row", htmlFor: input.id }, input, [this.openLabel, this.allLabel, "Some of them"][at])), this.some),
      make("fieldset", { className: "wb-card" }, make("legend", {}, "By what"),
        make("label", { htmlFor: "wb-segmenter" }, "What draws the boundaries of events"), this.segmenter, this.about,
        make("p", {}, "The rules of the ethogram describe the events; no model is needed."),
        make("label", { className: "wb-row", htmlFor: "wb-with-model" }, this.model, this.modelName), this.asks,
        make("label", { className: "wb-row", htmlFor: "wb-again" }, this.again, "Describe again what is done")),
      make("div", {}, this.expected, this.fault, this.go,
        make("p", { className: "wb-quiet" }, "Stop at any moment, also by closing the program: what is done is kept and skipped the next time.")));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.describe(); });
    this.root.append(make("h3", {}, "Describe recordings"), this.none, form);
  }

  button(text, does) {
    const made = make("button", { type: "button", className: "wb-button" }, text);
    made.addEventListener("click", does);
    return made;
  }

  project() {
    this.told = null;
    super.project();
  }

  /** Whatever is to be described depends on may have changed since this was seen, here or elsewhere. */
  begin() { this.refresh(); }

  async refresh() {
    this.none.hidden = Boolean(this.key);
    this.form.hidden = !this.key;
    if (!this.key) return;
    const key = this.key;
    try {
      const told = await get(key, "describing");
      if (key !== this.key || JSON.stringify(told) === JSON.stringify(this.told)) return; // what is typed below stays
      this.told = told;
      this.show();
      document.dispatchEvent(new CustomEvent("wb:describing", { detail: { key, told } }));
    } catch (error) {
      complain(error);
    }
  }

  show() {
    const { recordings, segmenters, model } = this.told;
    const kept = new Set([...this.some.selectedOptions].map((one) => one.value));
    this.some.replaceChildren(...recordings.map((one) => make("option", { value: one.name, selected: kept.has(one.name) },
      `${one.name}${one.changed ? " (described with other settings)" : one.described ? " (described)" : ""}`)));
    const open = recordings.filter((one) => !one.described || one.changed).length;
    this.openLabel.textContent = `Those that are not described, or were with other settings (${open})`;
    this.allLabel.textContent = `All (${recordings.length})`;
    const chosen = this.segmenter.value || this.told.segmenter;
    this.segmenter.replaceChildren(...segmenters.map((one) => make("option", { value: one.name }, one.name)));
    this.segmenter.value = chosen;
    this.model.disabled = !model;
    if (!model) this.model.checked = false;
    this.modelName.textContent = model
      ? `then let the model ${model.name ?? model.folder ?? ""} (${model.provider ?? model.kind}) look at each event`
      : "then let a model look at each event: none is configured, see below";
    this.fault.textContent = this.told.fault;
    this.count();
  }

  /** The recordings that are meant. */
  names() {
    const which = this.wanted.find((input) => input.checked).value;
    const { recordings } = this.told;
    if (which === "some") return [...this.some.selectedOptions].map((one) => one.value);
    return recordings.filter((one) => which === "all" || !one.described || one.changed).map((one) => one.name);
  }

  count() {
    if (!this.told) return;
    this.some.hidden = !this.wanted[2].checked;
    this.asks.hidden = !this.model.checked;
    this.about.textContent = this.told.segmenters.find((one) => one.name === this.segmenter.value)?.about ?? "";
    const names = new Set(this.names());
    const meant = this.told.recordings.filter((one) => names.has(one.name));
    const done = (one) => one.described && !one.changed && !this.again.checked && this.segmenter.value === this.told.segmenter;
    const todo = meant.filter((one) => !done(one));
    const seconds = todo.reduce((sum, one) => sum + (one.seconds ?? 0), 0);
    const unknown = todo.filter((one) => one.seconds === null).length;
    const recordings = (count) => `${count} recording${count === 1 ? "" : "s"}`;
    const parts = [`${recordings(todo.length)} to describe${seconds ? `, ${duration(seconds)} of video` : ""}`];
    if (unknown) parts.push(`${recordings(unknown)} without a video that tells its length`);
    if (seconds) parts.push(this.told.pace ? `${unknown ? "at least" : "about"} ${duration(seconds * this.told.pace)} by rules, as quick as before` : "how long it takes is known once the first is done");
    if (meant.length > todo.length) parts.push(`${recordings(meant.length - todo.length)} done already, skipped`);
    if (this.model.checked) parts.push("the model is asked about the events that it has not described yet");
    const none = this.told.recordings.length
      ? "No recording is chosen. Choose all to describe them again, or to let a model look."
      : "There are no recordings yet. Add some on the page Start.";
    this.expected.textContent = meant.length ? `${parts.join("; ")}.` : none;
    this.go.disabled = !meant.length;
  }

  async describe() {
    const fields = { recordings: this.given(), force: this.again.checked, model: this.model.checked };
    if (this.segmenter.value !== this.told.segmenter) fields.segmenter = this.segmenter.value;
    if (fields.model && this.budget.value.trim()) fields.budget = this.budget.value.trim();
    try {
      await act(this.key, "label", fields);
    } catch (error) {
      complain(error);
    }
  }

  /** Names for the action: none where all are meant. */
  given() {
    const names = this.names();
    return names.length === this.told.recordings.length ? [] : names;
  }

  async estimate() {
    try {
      await act(this.key, "label.estimate", { recordings: this.given() });
    } catch (error) {
      complain(error);
    }
  }
}
customElements.define("wb-describe", Describe);
