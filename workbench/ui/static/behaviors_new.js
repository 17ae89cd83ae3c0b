// Making a behavior: in words, as a rule of the ethogram, as a function in Python.
import { act, make } from "./client.js";
import { answerCard } from "./answer.js";
import { waiting } from "./behaviors_detail.js";

const FUNCTION = `from workbench import Length, behavior


@behavior(target="animal", needs=["nose", "tailbase"], verb="noses the tail of")
def tail_contact(rec, subject, target, near: Length = "3 cm"):
    """The subject's nose is at the tail base of the other animal."""
    return (rec.distance(f"{subject}.nose", f"{target}.tailbase") < near).bouts(min_s=0.3, max_gap_s=0.2)
`;

/** onMade(): a behavior was made. addRule(): begin one in the ethogram file. */
export function making(key, onMade, addRule) {
  return make("div", { className: "wbb-making" }, inWords(key, onMade), byRule(addRule), byFunction(key, onMade));
}

function inWords(key, onMade) {
  const name = make("input", { type: "text", className: "wb-field", id: "wbb-word-name", autocomplete: "off", required: true, placeholder: "hide" });
  const text = make("input", { type: "text", className: "wb-field", id: "wbb-word-text", autocomplete: "off", required: true, placeholder: "resting in the shelter" });
  const result = make("div", { "aria-live": "polite" });
  const form = make("form", { className: "wbb-form" },
    make("label", { htmlFor: "wbb-word-name" }, "Name"), name,
    make("label", { htmlFor: "wbb-word-text" }, "is defined as"), text,
    make("button", { type: "submit", className: "wb-button wb-primary" }, "Define it"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    waiting(form, result, "Reading it…", async () => {
      const told = await act(key, "ask", { question: `define <|${name.value.trim()}|> as ${text.value.trim()}` });
      onMade();
      return answerCard(key, { ...told.data, kept: "" });
    });
  });
  return make("section", { className: "wbb-card" }, make("h3", {}, "In words"),
    make("p", { className: "wb-quiet" }, "Say what it is, as in a question. What is understood becomes a behavior of this project; what is not stays as words, and that is told."),
    form, result);
}

function byRule(addRule) {
  return make("section", { className: "wbb-card" }, make("h3", {}, "As a rule"),
    make("p", { className: "wb-quiet" }, "A condition on distances, speeds and angles with thresholds, in the ethogram file. It is checked while you write."),
    make("button", { type: "button", className: "wb-button", onclick: addRule }, "Add a behavior with a rule"));
}

function byFunction(key, onMade) {
  const file = make("input", { type: "text", className: "wb-field", id: "wbb-file", value: "my_behaviors.py", autocomplete: "off", required: true, pattern: "[A-Za-z][A-Za-z0-9_]*\\.py", title: "A name that ends in .py" });
  const code = make("textarea", { className: "wbb-text wbb-python", id: "wbb-python", rows: 9, spellcheck: false, wrap: "off", required: true, value: FUNCTION });
  const mine = make("input", { type: "checkbox", id: "wbb-mine", required: true });
  const result = make("div", { "aria-live": "polite" });
  const form = make("form", { className: "wbb-form" },
    make("label", { htmlFor: "wbb-file" }, "File in behaviors/ of the project"), file,
    make("label", { htmlFor: "wbb-python" }, "Python"), code,
    make("label", { htmlFor: "wbb-mine", className: "wbb-check" }, mine,
      " I wrote this, or read it: it is a program that runs on this machine with my rights"),
    make("button", { type: "submit", className: "wb-button" }, "Try it and save it"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    waiting(form, result, "Trying it on its examples and on a whole recording…", async () => {
      const told = await act(key, "behaviors.save", { file: file.value.trim(), code: code.value });
      onMade();
      return make("p", { className: "wbb-said" }, told.message);
    });
  });
  return make("section", { className: "wbb-card wbb-wide" }, make("h3", {}, "As a function"),
    make("p", { className: "wb-quiet" }, "What a rule cannot say, in Python on the tracks. It is tried first and saved only if it works; a file of the same name is replaced."),
    form, result);
}
