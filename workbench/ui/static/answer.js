// One answer: what was found, how the words were understood, the program, the clips.
import { act, complain, make, showClip } from "./client.js";

const CLIPS = 60;
const ROWS = 200;

/** The card of an answer, as the action "ask" gives it; `onKept` hears that a behavior was made of it. */
export function answerCard(key, answer, onKept = () => {}) {
  return make("div", { className: "wb-answer" },
    values(answer), ...answer.tables.map(table), pictures(answer), clips(answer),
    understood(answer), caveats(answer), program(key, answer), saving(key, answer, onKept), judged(key, answer));
}

function values(answer) {
  if (!answer.values.length) {
    return answer.printed ? make("pre", {}, answer.printed) : null;
  }
  return make("ul", { className: "wb-values" }, ...answer.values.map((one) => {
    const assessed = one.assessed_s === null ? "" : ` in ${number(one.assessed_s)} s that were assessed`;
    const name = one.name ? `${one.name}: ` : "";
    return make("li", {}, name, make("strong", {}, said(one)),
      make("span", { className: "wb-quiet" }, assessed));
  }));
}

function said(one) {
  if (one.value === null) return "unknown";
  if (typeof one.value === "boolean") return one.value ? "yes" : "no";
  if (typeof one.value === "number") return `${number(one.value)} ${one.unit}`.trim();
  return one.value;
}

const number = (value) => (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4))));

function table(one) {
  const cell = (value) => (value === null ? "unknown" : typeof value === "number" ? number(value) : String(value));
  const rows = one.rows.slice(0, ROWS).map((row) =>
    make("tr", {}, ...row.map((value) => make("td", { className: typeof value === "number" ? "wb-number" : "" }, cell(value)))));
  const more = one.rows.length > ROWS ? make("caption", {}, `the first ${ROWS} of ${one.rows.length} rows`) : null;
  return make("div", { className: "wb-scroll", tabIndex: 0, role: "region", "aria-label": "Table" },
    make("table", {}, more,
      make("thead", {}, make("tr", {}, ...one.columns.map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...rows)));
}

function pictures(answer) {
  const drawn = answer.pictures ?? [];
  return drawn.length
    ? make("div", { className: "wb-pictures" }, ...drawn.map((address) => make("img", { src: address, alt: answer.question })))
    : null;
}

function clips(answer) {
  if (!answer.clips.length) return null;
  const recordings = new Set(answer.clips.map((clip) => clip.recording));
  const several = recordings.size > 1;
  const shown = answer.clips.slice(0, CLIPS).map((clip) => {
    const isSaid = clip.object && clip.label?.endsWith(` ${clip.object}`); // inside shelter
    const what = [clip.subject, clip.label, isSaid ? "" : clip.object].filter(Boolean).join(" ");
    const button = make("button", { type: "button", className: "wb-clip" },
      `${clip.start_s.toFixed(1)}–${clip.stop_s.toFixed(1)} s`, make("span", {}, ` ${what}`),
      several ? make("span", { className: "wb-where" }, ` · ${clip.recording}`) : null);
    button.title = `Show in ${clip.recording}`;
    button.addEventListener("click", () => showClip(clip));
    return make("li", {}, button);
  });
  const more = answer.clips.length > CLIPS ? ` (the first ${CLIPS} of ${answer.clips.length})` : "";
  const where = several ? "" : ` in ${[...recordings][0]}`;
  return make("section", {}, make("h4", {}, `Clips${where}${more}`), make("ul", { className: "wb-clips" }, ...shown));
}

function understood(answer) {
  if (!answer.terms.length) return null;
  return make("section", {}, make("h4", {}, "Understood as"),
    make("dl", { className: "wb-terms" }, ...answer.terms.flatMap((term) =>
      [make("dt", {}, term.word), make("dd", {}, term.meaning)])));
}

function caveats(answer) {
  return answer.caveats.length
    ? make("ul", { className: "wb-caveats", "aria-label": "To know before believing it" },
      ...answer.caveats.map((text) => make("li", {}, text)))
    : null;
}

function program(key, answer) {
  if (!answer.program) return null;
  const text = make("textarea", {
    className: "wb-program", spellcheck: false, "aria-label": "Program",
    rows: Math.min(24, answer.program.split("\n").length + 1),
  });
  text.value = answer.program;
  const result = make("div", {});
  const button = make("button", { type: "button", className: "wb-button" }, "Run this program");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const told = await act(key, "run", { program: text.value });
      result.replaceChildren(answerCard(key, { ...told.data, program: "", kept: "" }));
    } catch (error) {
      result.replaceChildren(make("p", { className: "wb-fault", role: "alert" }, String(error.message)));
    }
    button.disabled = false;
  });
  return make("details", { open: true }, make("summary", {}, "Program"), text, button, result);
}

/** Keep what was looked for as a behavior of any animal, under a name. */
function saving(key, answer, onKept) {
  if (!answer.behavior) return null;
  const name = make("input", {
    type: "text", className: "wb-field", required: true, pattern: "[^<>\\|]+", maxLength: 60, size: 24,
    autocomplete: "off", placeholder: "name", title: "A name without < > |", "aria-label": "Name of the behavior",
  });
  const button = make("button", { type: "submit", className: "wb-button" }, "Save");
  const state = make("span", { className: "wb-quiet", role: "status" });
  const form = make("form", { className: "wb-save-behavior" }, name, button, state);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    const question = `define <|${name.value.trim()}|> as ${answer.behavior}`;
    try {
      const { data } = await act(key, "ask", { question, conversation: answer.conversation });
      state.textContent = [...data.values.map((one) => one.value), ...data.caveats].join(". ");
      onKept();
    } catch (error) {
      state.textContent = "";
      complain(error);
    }
    button.disabled = false;
  });
  return make("details", {}, make("summary", {}, "Save as a behavior…"),
    make("p", { className: "wb-quiet" },
      `Any animal: ${answer.behavior}. It is looked for on the tracks, and then a word of questions and a row of the ethogram. `
      + "The same in words: ", make("code", {}, `define <|name|> as ${answer.behavior}`)),
    form);
}

function judged(key, answer) {
  if (!answer.kept) return null;
  const state = make("span", { className: "wb-quiet", role: "status" });
  const judge = (name, label, words) => {
    const button = make("button", { type: "button", className: "wb-button" }, label);
    button.addEventListener("click", async () => {
      try {
        await act(key, name, { answer: answer.kept });
        state.textContent = words;
      } catch (error) {
        complain(error);
      }
    });
    return button;
  };
  return make("div", { className: "wb-judged" },
    judge("memory.accept", "Right", "accepted"), judge("memory.reject", "Wrong", "rejected"), state);
}
