// Asking: questions and answers, with the program, the terms and the clips of each.
import { act, complain, get, make } from "./client.js";
import { answerCard } from "./answer.js";
import { askModel } from "./ask_model.js";
import { Part, noProject } from "./part.js";

const EXAMPLES = [
  "how often does mouse_1 approach mouse_2 after rearing?",
  "what fraction of the time does each mouse rest?",
  "plot the trajectory of mouse_1",
];

class Ask extends Part {
  build() {
    this.none = noProject();
    this.log = make("div", { className: "wb-ask-log", role: "log", "aria-label": "Answers" });
    this.field = make("input", {
      type: "text", className: "wb-field", id: "wb-ask-question", autocomplete: "off",
      placeholder: "how often does mouse_1 approach mouse_2 after rearing?",
    });
    this.model = make("input", { type: "checkbox", id: "wb-ask-model" });
    this.modelLabel = make("label", { htmlFor: "wb-ask-model", hidden: true }, this.model,
      " let the model write the program where the words are not understood");
    this.fresh = make("button", { type: "button", className: "wb-button" }, "New conversation");
    this.fresh.addEventListener("click", () => this.begin());
    const form = make("form", { className: "wb-ask-form" },
      make("label", { htmlFor: "wb-ask-question" }, "Ask in plain language"), this.field,
      make("button", { type: "submit", className: "wb-button wb-primary" }, "Ask"), this.fresh);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(this.field.value.trim());
    });
    this.memory = make("aside", { className: "wb-ask-memory", "aria-label": "Memory" });
    this.root.classList.add("wb-ask");
    this.root.append(
      make("div", { className: "wb-ask-main" }, this.none, form, this.modelLabel, this.hints(), this.log),
      this.memory,
    );
  }

  project() { this.begin(); }

  hints() {
    const buttons = EXAMPLES.map((text) => {
      const button = make("button", { type: "button", className: "wb-link" }, text);
      button.addEventListener("click", () => { this.field.value = text; this.field.focus(); });
      return make("li", {}, button);
    });
    return make("ul", { className: "wb-ask-hints", "aria-label": "Questions to begin with" }, ...buttons);
  }

  begin() {
    this.talk("");
    this.memory.replaceChildren();
    this.none.hidden = Boolean(this.key);
    if (this.key) this.refresh();
  }

  /** Talk on in a conversation, or in a new one. */
  talk(conversation, ...turns) {
    this.conversation = conversation;
    this.begun = {}; // answers that come now are of the talk before
    this.log.replaceChildren(...turns);
  }

  async ask(question) {
    if (!question) return;
    if (!this.key) {
      complain(new Error("No project is open. Open one on the page Start."));
      return;
    }
    const turn = make("article", { className: "wb-turn" }, make("h3", { className: "wb-asked" }, question));
    const place = make("div", {}, make("p", { className: "wb-quiet" }, "…"));
    turn.append(place);
    this.log.append(turn);
    turn.scrollIntoView({ block: "nearest" });
    this.field.value = "";
    const fields = { question, conversation: this.conversation };
    if (this.model.checked && !this.modelLabel.hidden) {
      this.askModel(turn, place, fields);
      return;
    }
    const { key, begun } = this;
    try {
      const told = await act(key, "ask", fields);
      this.answered(begun, told.data, place);
    } catch (error) {
      place.replaceChildren(this.refused(error, turn, place, fields));
    }
    turn.scrollIntoView({ block: "nearest" });
    if (key === this.key) this.refresh();
  }

  /** Show an answer; the next question leans on it, unless another conversation was begun since. */
  answered(begun, answer, place) {
    if (begun === this.begun) this.conversation = answer.conversation;
    place.replaceChildren(answerCard(this.key, answer, () => this.refresh()));
  }

  async askModel(turn, place, fields) {
    const { key, begun } = this;
    try {
      this.answered(begun, await askModel(key, fields, place), place);
    } catch (error) {
      place.replaceChildren(this.refused(error, turn, place, fields));
    }
    turn.scrollIntoView({ block: "nearest" });
    if (key === this.key) this.refresh();
  }

  /** A question that was not answered; with a model it can be asked all the same. */
  refused(error, turn, place, fields) {
    const said = make("p", { className: "wb-fault", role: "alert" }, String(error.message));
    if (this.modelLabel.hidden) return said;
    const button = make("button", { type: "button", className: "wb-button" }, "Ask the model");
    button.addEventListener("click", () => this.askModel(turn, place, fields));
    return make("div", {}, said, button);
  }

  async refresh() {
    try {
      const known = await get(this.key, "memory");
      this.modelLabel.hidden = !known.model;
      this.memory.replaceChildren(
        make("h3", {}, "Remembered"),
        make("ul", {}, ...known.symbols.map((one) => this.symbol(one))),
        make("p", { className: "wb-quiet" },
          "Write <|name|> in a question to give its answer a name, and <name> to use it."),
        make("h3", {}, "Conversations"),
        known.conversations.length
          ? make("ul", {}, ...known.conversations.map((one) => this.earlier(one)))
          : make("p", { className: "wb-quiet" }, "None yet."),
      );
    } catch (error) {
      complain(error);
    }
  }

  symbol(one) {
    const button = make("button", { type: "button", className: "wb-link" }, `<${one.name}>`);
    button.addEventListener("click", () => {
      this.field.value = `${this.field.value} <${one.name}>`.trim();
      this.field.focus();
    });
    return make("li", {}, button, " ", make("span", {}, one.text), " ", make("span", { className: "wb-quiet" }, `v${one.version}`));
  }

  earlier(one) {
    const button = make("button", { type: "button", className: "wb-link" }, one.name);
    button.addEventListener("click", () => this.goOn(one));
    return make("li", {}, button, " ", make("span", {}, one.last));
  }

  /** Go on with an earlier conversation: what was asked is shown, and follow-ups lean on it. */
  goOn(one) {
    this.talk(one.name, ...one.turns.map((turn) =>
      make("article", { className: "wb-turn" }, make("h3", { className: "wb-asked" }, turn.question),
        make("p", { className: turn.refused ? "wb-fault" : "" }, turn.refused || turn.answer))));
    this.field.focus();
  }
}
customElements.define("wb-ask", Ask);
