// One thing that is remembered, in full: what it says, its versions, where it comes from, what used it.
import { act, make } from "./client.js";
import { differences } from "./differences.js";
import { doing, insisting } from "./memory_doing.js";
import { macroForm } from "./memory_teach.js";

let numbers = 0;

/** The parts that show it. choose(id): show another. */
export function detail(key, one, choose) {
  if (one.symbol) return symbolParts(key, one, choose);
  if (one.turns) return conversationParts(key, one, choose);
  return otherParts(key, one, choose);
}

function symbolParts(key, one, choose) {
  const { symbol } = one;
  const facts = [
    ["Kind", symbol.kind], ["Version", `${symbol.version} of ${one.versions.length}`],
    ["First written", when(symbol.created)], ["This version", `${when(symbol.updated)}, by ${symbol.source}`],
    ["Comes from", symbol.origin || "not noted"], ["Result", symbol.result === null ? "" : JSON.stringify(symbol.result)],
    ["Of the data", symbol.data_version],
    ["Remembered", symbol.pinned ? "pinned: never archived" : `${Math.round(one.retention * 100)} %, recalled by ${one.uses.length} questions`],
  ].filter(([, said]) => said);
  return [
    make("h3", {}, `<${symbol.name}>`),
    one.forgotten ? make("p", { className: "wbb-notice" }, `It is forgotten: no question reads it. All its versions are kept.${stays(symbol)}`) : null,
    make("dl", { className: "wbb-facts" }, ...facts.flatMap(([word, said]) => [make("dt", {}, word), make("dd", {}, said)])),
    one.forgotten ? texts(symbol) : editing(key, symbol, choose),
    buttons(key, one, choose, symbol),
    history(one.versions.map((version) => ({ title: `version ${version.version}, ${when(version.updated)}, by ${version.source}`, text: whole(version) }))),
    links("It reads", one.reads, choose), links("It is read by", one.read_by, choose),
    used(one.uses.map((use) => [when(use.when), use.what, use.symbols[symbol.name], use.question, use.answer]),
      ["when", "what", "version", "question", "answer"]),
  ].filter(Boolean);
}

function otherParts(key, one, choose) {
  if (one.forgotten) {
    return [make("h3", {}, one.id), make("p", { className: "wbb-notice" }, "It is forgotten: it takes no part in answers. Nothing of it is deleted; bring it back to see it."),
      buttons(key, one, choose)];
  }
  return [
    make("h3", {}, one.id), make("p", {}, one.line),
    one.left_out ? make("p", { className: "wbb-notice" }, `Left out on the data of now: ${one.left_out}`) : null,
    make("pre", { className: "wbb-source", tabIndex: 0 }, one.text),
    buttons(key, one, choose),
    one.kind === "macro" ? make("details", {}, make("summary", {}, "Change it, which makes the next version"),
      macroForm(key, choose, one.text, one.versions.length)) : null,
    history(one.versions.map((text, at) => ({ title: `version ${at + 1}`, text }))),
    used(one.uses.map((use) => [use.turn, use.question, use.answer]), ["turn", "question", "answer"]),
  ].filter(Boolean);
}

function conversationParts(key, one, choose) {
  return [
    make("h3", {}, `Conversation ${one.id}`),
    make("p", { className: "wb-quiet" }, "To go on with it, choose it on the page Ask; there answers are accepted and rejected."),
    buttons(key, one, choose),
    ...one.turns.map((turn) => make("article", { className: "wbm-turn" },
      make("h4", {}, `${turn.number}. ${turn.question}`),
      make("p", { className: turn.refused ? "wb-fault" : "" }, turn.refused || turn.answer),
      make("p", { className: "wb-quiet" }, [when(turn.when), turn.planner ? `by the ${turn.planner}` : "", turn.standing, turn.why,
        Object.entries(turn.symbols).map(([name, version]) => `<${name}> version ${version}`).join(", ")].filter(Boolean).join("; ")),
      turn.program ? make("details", {}, make("summary", {}, "Program"), make("pre", { className: "wbb-source", tabIndex: 0 }, turn.program)) : null)),
  ];
}

const when = (text) => (text ? text.slice(0, 16).replace("T", " ") : "");
const whole = (version) => [`kind: ${version.kind}`, `pinned: ${version.pinned ? "yes" : "no"}`, "", version.text,
  ...(version.program ? ["", version.program] : []), ...(version.result === null ? [] : ["", `result: ${JSON.stringify(version.result)}`])].join("\n");

const texts = (symbol) => make("div", {}, make("p", { className: "wbm-said" }, symbol.text),
  symbol.program ? make("pre", { className: "wbb-source", tabIndex: 0 }, symbol.program) : null);

/** What it says, to be changed: which makes the next version. */
function editing(key, symbol, choose) {
  const id = `wbm-edit-${numbers += 1}`;
  const text = make("textarea", { className: "wb-field wbm-text", id, rows: rows(symbol.text, 2) });
  text.value = symbol.text;
  const program = symbol.program
    ? make("textarea", { className: "wb-field wbm-text wbm-code", id: `${id}-program`, rows: rows(symbol.program, 3), spellcheck: false }) : null;
  if (program) program.value = symbol.program;
  const anyway = insisting(id);
  const result = make("div", { "aria-live": "polite" });
  const save = make("button", { type: "submit", className: "wb-button wb-primary" }, "Save as the next version");
  const form = make("form", { className: "wbb-form" }, make("label", { htmlFor: id }, "What it says"), text,
    ...(program ? [make("label", { htmlFor: `${id}-program` }, "The program that it stands for"), program] : []),
    anyway.label, save, make("span", { className: "wb-quiet" }, `Earlier versions stay; an answer tells which one it used.${program && symbol.kind === "behavior" ? " New words are read as a definition, and the program is made from them." : ""}`), result);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = { symbol: symbol.name, anyway: anyway.box.checked };
    if (text.value !== symbol.text) fields.text = text.value;
    if (program && program.value !== symbol.program) fields.program = program.value;
    doing(save, result, anyway, async () => { await act(key, "memory.edit", fields); choose(symbol.name); });
  });
  return form;
}

/** Pin, forget, bring back. */
function buttons(key, one, choose, symbol = null) {
  const anyway = insisting(`wbm-forget-${numbers += 1}`);
  const result = make("div", { "aria-live": "polite" });
  const button = (words, name, fields) => {
    const made = make("button", { type: "button", className: "wb-button", onclick: () => doing(made, result, anyway, async () => {
      await act(key, name, { ...fields, ...(name === "memory.forget" ? { anyway: anyway.box.checked } : {}) });
      choose(one.id);
    }) }, words);
    return made;
  };
  const parts = one.forgotten ? [button("Bring it back", "memory.restore", { id: one.id })] : [
    symbol ? button(symbol.pinned ? "Unpin it" : "Pin it", "memory.edit", { symbol: symbol.name, pinned: !symbol.pinned }) : null,
    button("Forget it", "memory.forget", { id: one.id }),
    make("span", { className: "wb-quiet" }, `Forgetting takes ${symbol?.kind === "behavior" ? "its name" : "it"} out of use. Nothing is deleted, and it can be brought back.${stays(symbol)}`),
  ];
  return make("div", { className: "wbm-buttons" }, make("div", { className: "wbb-row" }, ...parts.filter(Boolean)), anyway.label, result);
}

/** What forgetting does not end. */
const stays = (symbol) => (symbol?.kind === "behavior"
  ? ` As a behavior it is listed and counted until [behavior.${symbol.name}] is taken out of the ethogram file (page Behaviors) and the project is labelled again.` : "");

const rows = (text, least) => Math.min(16, Math.max(least, text.split("\n").length + Math.floor(text.length / 90)));

/** Two of its versions side by side. */
function history(versions) {
  if (versions.length < 2) return null;
  const id = `wbm-versions-${numbers += 1}`;
  const select = (name, at) => {
    const made = make("select", { className: "wb-field", id: `${id}-${name}` }, ...versions.map((one, number) => make("option", { value: String(number) }, one.title)));
    made.value = String(at);
    made.addEventListener("change", show);
    return made;
  };
  const place = make("div", { "aria-live": "polite" });
  const before = select("before", versions.length - 2), after = select("after", versions.length - 1);
  function show() {
    const [old, now] = [versions[Number(before.value)], versions[Number(after.value)]];
    place.replaceChildren(old.text === now.text ? make("p", { className: "wb-quiet" }, "They say the same.")
      : differences(old.text, now.text, [old.title, now.title], 10));
  }
  show();
  return make("section", {}, make("h4", {}, `Versions (${versions.length})`),
    make("div", { className: "wbb-row" }, make("label", { htmlFor: before.id }, "Compare"), before,
      make("label", { htmlFor: after.id }, "with"), after), place);
}

function links(words, names, choose) {
  if (!names.length) return null;
  return make("p", {}, `${words}: `, ...names.flatMap((name, at) => [at ? ", " : "",
    make("button", { type: "button", className: "wb-link", onclick: () => choose(name) }, `<${name}>`)]));
}

function used(rowsOf, columns) {
  if (!rowsOf.length) return make("section", {}, make("h4", {}, "Used by"), make("p", { className: "wb-quiet" }, "No answer used it yet."));
  return make("section", {}, make("h4", {}, `Used by (${rowsOf.length})`),
    make("div", { className: "wbb-scroll", tabIndex: 0, role: "region", "aria-label": "Answers that used it" },
      make("table", { className: "wbb-table" },
        make("thead", {}, make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name)))),
        make("tbody", {}, ...[...rowsOf].reverse().slice(0, 200).map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, String(cell ?? "")))))))));
}
