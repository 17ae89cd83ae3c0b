// Something new to remember: something with a name, a tip for models, a macro.
import { act, get, make } from "./client.js";
import { doing, insisting } from "./memory_doing.js";

const WHAT = {
  symbol: "something with a name, said in words",
  tip: "a tip for models that write programs",
  macro: "a macro: analysis under a name",
};
const EXAMPLE = `name = "rears_of"
description = "How often an animal reared."
asked = "how many rears of {who}"

[[arguments]]
name = "who"
type = "animal"

[[calls]]
gives = "project"
call = "open_project"

[[calls]]
gives = "rec"
call = "project.recording"
arguments = { name = "RECORDING" }

[[calls]]
gives = "found"
call = "rec.facts"
arguments = { subject = "$who", predicate = "rear" }

[[calls]]
call = "answer"
arguments = { value = "$found.count" }
`;

/** A form for something new; choose(id): show what was made. */
export function writing(key, kinds, choose) {
  const what = make("select", { className: "wb-field", id: "wbm-new-what" },
    ...Object.entries(WHAT).map(([value, words]) => make("option", { value }, words)));
  const place = make("div", {});
  const forms = { symbol: () => symbolForm(key, kinds, choose), tip: () => tipForm(key, choose), macro: () => exampleForm(key, choose) };
  const show = () => place.replaceChildren(forms[what.value]());
  what.addEventListener("change", show);
  show();
  return make("div", {}, make("h3", {}, "Write something new"),
    make("div", { className: "wbb-row" }, make("label", { htmlFor: what.id }, "What"), what), place);
}

function symbolForm(key, kinds, choose) {
  const name = make("input", { type: "text", className: "wb-field", id: "wbm-new-name", required: true, autocomplete: "off" });
  const kind = make("select", { className: "wb-field", id: "wbm-new-kind" }, ...kinds.map((one) => make("option", { value: one }, one)));
  kind.value = "definition";
  const text = make("textarea", { className: "wb-field wbm-text", id: "wbm-new-text", rows: 3, required: true });
  const anyway = insisting("wbm-new");
  const result = make("div", { "aria-live": "polite" });
  const save = make("button", { type: "submit", className: "wb-button wb-primary" }, "Keep it");
  const form = make("form", { className: "wbb-form" },
    make("p", { className: "wb-quiet" }, "A question reads it as <name>. A name that is there gets its next version."),
    make("label", { htmlFor: "wbm-new-name" }, "Name"), name, make("label", { htmlFor: "wbm-new-kind" }, "Kind"), kind,
    make("label", { htmlFor: "wbm-new-text" }, "What it says, in your words"), text, anyway.label, save, result);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = { symbol: name.value.trim(), text: text.value, kind: kind.value, anyway: anyway.box.checked };
    doing(save, result, anyway, async () => {
      const told = await act(key, "memory.write", fields);
      choose(told.data.name);
    });
  });
  return form;
}

function tipForm(key, choose) {
  const fields = [
    ["text", "What to do, or not to, in one line"], ["question", "The question that taught it"], ["failed", "What went wrong with it"],
  ].map(([name, words]) => [words, make("input", { type: "text", className: "wb-field wb-long", id: `wbm-tip-${name}`, name, required: true, autocomplete: "off" })]);
  const result = make("div", { "aria-live": "polite" });
  const save = make("button", { type: "submit", className: "wb-button wb-primary" }, "Keep it");
  const form = make("form", { className: "wbb-form" },
    make("p", { className: "wb-quiet" }, "A model is told it for questions like the one that taught it. Without a model it does nothing."),
    ...fields.flatMap(([words, input]) => [make("label", { htmlFor: input.id }, words), input]), save, result);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = Object.fromEntries(fields.map(([, input]) => [input.name, input.value.trim()]));
    doing(save, result, null, async () => { choose((await act(key, "memory.tip", given)).data.id); });
  });
  return form;
}

let numbers = 0;

/** An example to begin with, of a recording of the project. */
function exampleForm(key, choose) {
  const form = macroForm(key, choose, EXAMPLE);
  const text = form.querySelector("textarea");
  get(key, "recordings").then(({ name: [first] }) => {
    if (first !== undefined && text.value === EXAMPLE) text.value = EXAMPLE.replace('"RECORDING"', () => JSON.stringify(first));
  }).catch(() => null);
  return form;
}

/** A macro as text, `follows` the version that it is made from, if there is one. */
export function macroForm(key, choose, said, follows = null) {
  const id = `wbm-macro-${numbers += 1}`;
  const text = make("textarea", { className: "wb-field wbm-text wbm-code", id, rows: 22, spellcheck: false, required: true });
  text.value = said;
  const given = make("input", { type: "text", className: "wb-field wb-long", id: `${id}-given`, autocomplete: "off", placeholder: "who=mouse_1, within_s=5" });
  const result = make("div", { "aria-live": "polite" });
  const save = make("button", { type: "submit", className: "wb-button wb-primary" }, follows ? "Try it and save it as the next version" : "Try it and keep it");
  const form = make("form", { className: "wbb-form" },
    make("p", { className: "wb-quiet" }, "Calls of the workbench in a row. It is checked and run once, and answers that were accepted must stay the same; else nothing is kept."),
    make("label", { htmlFor: id }, "The macro, as TOML"), text,
    make("label", { htmlFor: given.id }, "Arguments for its trial; else the first names in the data"), given, save, result);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    doing(save, result, null, async () => {
      const fields = { text: text.value, given: pairs(given.value), replaces: follows };
      choose((await act(key, "memory.macro", fields)).data.id);
    });
  });
  return form;
}

/** "a=1, b=x" as an object. */
function pairs(text) {
  return Object.fromEntries(text.split(",").map((one) => one.trim()).filter(Boolean).map((one) => {
    const at = one.indexOf("=");
    if (at < 1) throw new Error(`${one}: expected NAME=VALUE`);
    return [one.slice(0, at).trim(), one.slice(at + 1).trim()];
  }));
}
