// Beside the video: all that is known of the selected bout, and what a person can do with it.
import { make } from "./client.js";
import { button, icon } from "./timeline_picker.js";

const NOTES = {
  coverage: "share of its frames in which the animals were tracked",
  margin: "how far the signals are beyond the thresholds",
};

export class Panel {
  /** `does` has the functions accept, reject, edit, clip, select(id). */
  constructor(does) {
    this.does = does;
    this.body = make("div", { className: "wbt-panel-body" });
    this.element = make("section", { className: "wbt-panel", "aria-label": "Selected bout" }, this.body);
    this.empty();
  }

  empty() {
    this.body.replaceChildren(make("p", { className: "wb-quiet" },
      "Nothing is selected. Click a bout, or press n for the next one to review; ? lists all keys."));
  }

  /** Show a fact; in blind mode not what was said of it. */
  show(fact, isHidden) {
    const { does } = this;
    const parts = [
      make("h3", { className: "wbt-sentence" }, fact.words),
      make("div", { className: "wbt-buttons" },
        button([icon("play"), "Play"], "Play its clip (Enter)", () => does.clip()),
        button("Accept", "Accept it (a)", () => does.accept(), "wbt-button wbt-yes"),
        button("Reject", "Reject it (x)", () => does.reject(), "wbt-button wbt-no"),
        button("Edit", "Edit it (e)", () => does.edit())),
    ];
    if (fact.definition) parts.push(make("p", { className: "wb-quiet wbt-definition" }, fact.definition));
    if (isHidden) parts.push(make("p", { className: "wb-quiet" }, "Blind: who says so, how surely, and what was said of it is shown once you have judged."));
    parts.push(this.table(isHidden ? this.plain(fact) : [...this.plain(fact), ...this.origin(fact)]));
    if (!isHidden) parts.push(this.evidence(fact), this.history(fact), this.others(fact));
    parts.push(this.comment(fact));
    this.body.replaceChildren(...parts.filter(Boolean));
    if (fact.id !== this.shown) this.element.scrollTop = 0;
    this.shown = fact.id;
  }

  plain(fact) {
    const rows = [["time", fact.kind === "point" ? `${fact.start_s.toFixed(3)} s`
      : `${fact.start_s.toFixed(3)} to ${fact.stop_s.toFixed(3)} s (${(fact.stop_s - fact.start_s).toFixed(2)} s)`]];
    if (fact.frames) rows.push(["frames", fact.kind === "point" ? `${fact.frames[0]}` : `${fact.frames[0]} to ${fact.frames[1] - 1}`]);
    return rows;
  }

  origin(fact) {
    return [
      ["status", fact.status],
      ["confidence", fact.confidence === null ? "unknown" : fact.confidence.toFixed(2)],
      ["source", fact.speaker ? `${fact.source} (${fact.speaker})` : fact.source],
      ["run", fact.run],
      ...(fact.event ? [["event", fact.event]] : []),
    ];
  }

  table(rows) {
    return make("dl", { className: "wbt-facts" }, ...rows.flatMap(([name, value]) => [
      make("dt", {}, name), make("dd", {}, value)]));
  }

  evidence(fact) {
    if (!fact.evidence.length) return null;
    return make("details", { open: true, className: "wbt-part" }, make("summary", {}, "Evidence"),
      make("dl", { className: "wbt-evidence" }, ...fact.evidence.flatMap((one) => {
        const name = make("dt", {}, one.name);
        if (NOTES[one.name]) name.title = NOTES[one.name];
        const value = typeof one.value === "number" ? Number(one.value.toPrecision(4)) : one.value ?? "unknown";
        return [name, make("dd", {}, `${value} ${one.unit}`.trim())];
      })));
  }

  history(fact) {
    if (!fact.history.length) return null;
    return make("details", { open: true, className: "wbt-part" }, make("summary", {}, "Said of it"),
      make("ol", { className: "wbt-history" }, ...fact.history.map((one) => make("li", { className: one.stands ? "" : "wbt-undone" },
        make("span", { className: "wb-quiet" }, `${one.seq} · ${one.at.slice(0, 16).replace("T", " ")} UTC · ${one.by}`),
        make("div", {}, `${one.brief}${one.stands ? "" : " (taken back)"}${one.comment ? `: ${one.comment}` : ""}`)))));
  }

  others(fact) {
    if (!fact.others.length) return null;
    return make("details", { className: "wbt-part" }, make("summary", {}, `At the same time (${fact.others.length})`),
      make("ul", { className: "wbt-history" }, ...fact.others.map((one) => make("li", {},
        make("button", { type: "button", className: "wbt-link", onclick: () => this.does.select(one.id) },
          `${one.words} (${one.source})`)))));
  }

  comment(fact) {
    const input = make("input", { type: "text", className: "wbt-input", "aria-label": "Comment on this bout", placeholder: "Comment" });
    const form = make("form", { className: "wbt-comment" }, input, make("button", { type: "submit", className: "wbt-button" }, "Say"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.value.trim()) this.does.comment(fact.id, input.value.trim());
    });
    return form;
  }

  say(words) { this.body.replaceChildren(make("p", { className: "wb-quiet" }, words)); }
}
