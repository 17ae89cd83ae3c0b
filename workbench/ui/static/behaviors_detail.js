// One behavior in full: definition, rule or function, examples; tried on them, looked for in a recording.
import { act, make, showClip } from "./client.js";

const ROWS = 100;

/** The parts that show a behavior. */
export function details(key, one, recordings, edit) {
  const { entry } = one;
  const target = entry.target_kind ? `${entry.target}:${entry.target_kind}` : entry.target;
  const facts = [
    ["In a sentence", `mouse_1 ${entry.verb}${entry.target === "none" ? "" : " …"}`],
    ["Target", target], ["Kind", entry.kind === "point" ? "point: a moment" : "state: it lasts"],
    ["Synonyms", entry.synonyms.join(", ")], ["A kind of", entry.parent],
    ["Not while", entry.excludes.join(", ")], ["WordNet", entry.synset], ["Reference", entry.reference],
    ["Function", entry.function && [entry.function.name, ...Object.entries(entry.function.arguments).map(([k, v]) => `${k} = ${v}`)].join(", ")],
    ["Needs", one.needs.join(", ")], ["Settings", one.settings.join("; ")],
    ["Found by", foundBy(one)],
  ].filter(([, said]) => said);
  return [
    make("h3", {}, one.name),
    ...(entry.definition || "It has no definition.").split(/\n\s*\n/).map((part) => make("p", { className: "wbb-definition" }, part.replace(/\s+/g, " "))),
    make("dl", { className: "wbb-facts" }, ...facts.flatMap(([word, said]) => [make("dt", {}, word), make("dd", {}, said)])),
    rule(entry.rule), code(one),
    one.from === "ethogram"
      ? make("button", { type: "button", className: "wb-button", onclick: edit }, "Change it in the ethogram file") : null,
    preview(key, one, recordings), examples(key, one, recordings),
  ].filter(Boolean);
}

function foundBy(one) {
  if (one.entry.rule) return "the rule below, when recordings are described";
  if (one.entry.function || one.from !== "ethogram") return "a function of tracks";
  return "people or a model only: it has neither rule nor function";
}

function rule(text) {
  if (!text) return null;
  const limits = [`bouts of at least ${text.min_s} s`, `gaps up to ${text.max_gap_s} s closed`];
  if (text.max_s !== null) limits.splice(1, 0, `at most ${text.max_s} s`);
  return make("section", {}, make("h4", {}, "Rule"),
    make("dl", { className: "wbb-facts wbb-code" },
      make("dt", {}, "begins when"), make("dd", {}, text.when),
      ...(text.hold ? [make("dt", {}, "holds while"), make("dd", {}, text.hold)] : [])),
    make("p", { className: "wb-quiet" }, `${limits.join("; ")}.`));
}

const code = (one) => one.code && make("details", {}, make("summary", {}, "Function in Python"),
  make("pre", { className: "wbb-source", tabIndex: 0 }, one.code));

function preview(key, one, recordings) {
  if (!one.entry.rule && !one.entry.function && one.from === "ethogram") return null;
  if (!recordings.length) return null;
  const id = "wbb-preview-recording";
  const field = recordings.length > 30
    ? make("input", { className: "wb-field", id, value: recordings[0], autocomplete: "off" })
    : make("select", { className: "wb-field", id }, ...recordings.map((name) => make("option", { value: name }, name)));
  const names = make("datalist", { id: "wbb-recordings" }, ...recordings.map((name) => make("option", { value: name })));
  if (field.tagName === "INPUT") field.setAttribute("list", names.id);
  const result = make("div", { "aria-live": "polite" });
  const settings = make("input", {
    type: "text", className: "wb-field", id: "wbb-preview-settings", autocomplete: "off", placeholder: example(one.settings),
  });
  const set = one.settings.length ? [make("label", { htmlFor: settings.id }, "Settings"), settings] : [];
  const form = make("form", { className: "wbb-row" }, make("label", { htmlFor: id }, "Recording"), field, names, ...set,
    make("button", { type: "submit", className: "wb-button" }, "Preview"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    waiting(form, result, "Looking for it…", async () => {
      const told = await act(key, "behaviors.run", {
        behavior: one.name, recording: field.value,
        settings: settings.value.split(";").map((text) => text.trim()).filter(Boolean),
      });
      return bouts(told);
    });
  });
  return make("section", {}, make("h4", {}, "Preview on a recording"),
    make("p", { className: "wb-quiet" }, "Finds it on the tracks as they are. Nothing is stored."), form, result);
}

/** Settings as a person writes them: "near: a length = 3 cm" is near=3 cm; several are apart by ";". */
const example = (settings) => settings.filter((text) => text.includes(" = "))
  .map((text) => `${text.split(":")[0]}=${text.split(" = ")[1]}`).join("; ");

/** The bouts that were found, each with its clip. */
function bouts(told) {
  const { bouts: found, problems } = told.data;
  const body = make("tbody", {});
  const more = make("button", { type: "button", className: "wb-button" });
  const add = () => {
    const from = body.children.length;
    body.append(...found.slice(from, from + ROWS).map(boutRow));
    more.hidden = body.children.length >= found.length;
    more.textContent = `Show more (${body.children.length} of ${found.length} are shown)`;
  };
  more.addEventListener("click", add);
  add();
  const head = ["clip", "subject", "object", "length, s", "confidence"].map((name, at) =>
    make("th", { scope: "col", className: at > 2 ? "wb-number" : "" }, name));
  return make("div", {}, make("p", {}, told.message),
    ...problems.map((text) => make("p", { className: "wb-fault" }, text)),
    found.length ? make("div", { className: "wbb-scroll", tabIndex: 0, role: "region", "aria-label": "Bouts that were found" },
      make("table", { className: "wbb-table" }, make("thead", {}, make("tr", {}, ...head)), body)) : null, more);
}

function boutRow(one) {
  const clip = { recording: one.recording, start_s: one.start_s, stop_s: one.stop_s, subject: one.subject, label: one.label, object: one.object };
  const said = (value) => (typeof value === "number" ? value.toFixed(2) : "unknown");
  return make("tr", {}, make("td", {}, clipButton(clip)), make("td", {}, one.subject ?? ""), make("td", {}, one.object ?? ""),
    make("td", { className: "wb-number" }, said(one.duration_s)), make("td", { className: "wb-number" }, said(one.confidence)));
}

function clipButton(clip, there = true) {
  const words = `${clip.start_s.toFixed(2)}–${clip.stop_s.toFixed(2)} s`;
  if (!there) return make("span", { title: `${clip.recording} is a sample, and not in this project` }, words);
  return make("button", {
    type: "button", className: "wb-link", title: `Show in ${clip.recording}`, onclick: () => showClip(clip),
  }, words);
}

function examples(key, one, recordings) {
  if (!one.examples.length) {
    return make("section", {}, make("h4", {}, "Examples"), make("p", { className: "wb-quiet" },
      one.entry.rule ? "A rule has no examples of its own; preview it on a recording, or judge its bouts on the page Timeline."
        : "Nobody gave intervals to try it on."));
  }
  const result = make("div", { "aria-live": "polite" });
  const button = make("button", { type: "button", className: "wb-button" }, "Test on examples");
  button.addEventListener("click", () => waiting(button, result, "Trying it…", async () => {
    const told = await act(key, "behaviors.test", { behaviors: [one.entry.function?.name ?? one.name] });
    return make("div", {}, ...told.data.map((score) => scored(score, recordings)));
  }));
  const judged = one.examples.map((example) => make("li", {},
    `${example.recording}, ${who(example)}: `,
    ...intervals("happens", example.present, example, recordings),
    ...intervals("does not happen", example.absent, example, recordings)));
  return make("section", {}, make("h4", {}, "Examples"),
    make("p", { className: "wb-quiet" }, "Intervals that people judged."), make("ul", { className: "wbb-examples" }, ...judged),
    button, result);
}

const who = (example) => [example.subject, example.target].filter(Boolean).join(" → ");

function intervals(words, spans, example, recordings) {
  if (!spans.length) return [];
  const there = recordings.includes(example.recording);
  return [`${words} at `, ...spans.flatMap(([start_s, stop_s], at) =>
    [at ? ", " : "", clipButton({ recording: example.recording, start_s, stop_s }, there)]), ". "];
}

/** How it did: every judged interval, found or missed, and what was found in vain. */
function scored(score, recordings) {
  const reached = score.f1 === null ? "unknown" : score.f1.toFixed(2);
  const rows = score.examples.flatMap((example) => verdicts(example).map((row) => make("tr", {},
    make("td", {}, make("span", { className: row.good ? "wbb-hit" : "wbb-miss" }, row.what)),
    make("td", {}, clipButton({ recording: example.recording, ...row.span }, recordings.includes(example.recording))),
    make("td", {}, example.recording), make("td", {}, who(example)))));
  const unknown = score.examples.reduce((sum, one) => sum + one.not_assessed_s, 0);
  return make("div", {},
    make("p", {}, make("strong", {}, score.passes ? "Passes" : "Fails"), `: F1 ${reached}, wanted ${score.wanted}.`,
      unknown ? ` ${unknown.toFixed(2)} judged s could not be assessed.` : ""),
    make("div", { className: "wbb-scroll", tabIndex: 0, role: "region", "aria-label": "Hits and misses" },
      make("table", { className: "wbb-table" },
        make("thead", {}, make("tr", {}, ...["verdict", "clip", "recording", "who"].map((name) => make("th", { scope: "col" }, name)))),
        make("tbody", {}, ...rows))));
}

function verdicts(example) {
  const parts = (what) => example.wrong.filter((one) => one[0] === what).map(([, start_s, stop_s]) => ({ start_s, stop_s }));
  const missed = parts("missed"), vain = parts("false alarm");
  const within = (spans, [start, stop]) => spans.filter((one) => one.start_s < stop && one.stop_s >= start);
  const long = (spans) => spans.reduce((sum, one) => sum + one.stop_s - one.start_s, 0);
  const hits = example.present.map((span) => {
    const gone = within(missed, span);
    const all = gone.length && long(gone) >= span[1] - span[0] - 1e-6;
    return { what: all ? "missed" : gone.length ? "found in part" : "found", good: !gone.length, span: { start_s: span[0], stop_s: span[1] } };
  });
  const quiet = example.absent.filter((span) => !within(vain, span).length)
    .map((span) => ({ what: "rightly not found", good: true, span: { start_s: span[0], stop_s: span[1] } }));
  const partly = missed.filter((gone) => example.present.some(([start, stop]) =>
    gone.start_s >= start && gone.stop_s <= stop && long([gone]) < stop - start - 1e-6))
    .map((span) => ({ what: "missed part", good: false, span }));
  return [...hits, ...partly, ...quiet, ...vain.map((span) => ({ what: "found in vain", good: false, span }))]
    .sort((one, other) => one.span.start_s - other.span.start_s);
}

/** Do something that takes a moment: say so, then show its result or what went wrong. */
export async function waiting(form, result, words, work) {
  const buttons = form.tagName === "BUTTON" ? [form] : [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  result.replaceChildren(make("p", { className: "wb-quiet" }, words));
  try {
    result.replaceChildren(await work());
  } catch (error) {
    result.replaceChildren(make("p", { className: "wb-fault", role: "alert" }, String(error.message ?? error)));
  }
  for (const button of buttons) button.disabled = false;
}
