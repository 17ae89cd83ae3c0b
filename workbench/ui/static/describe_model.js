// Which model looks at the events: kept in project.toml; keys stay in the environment.
import { act, complain, make } from "./client.js";
import { Part } from "./part.js";

class Model extends Part {
  heard = { "wb:describing": ({ detail: { key, told } }) => key === this.key && this.show(told) };

  build() {
    const field = (id, text, hint = "") => {
      const input = make("input", { type: "text", className: "wb-field", id: `wb-model-${id}`, placeholder: hint, spellcheck: false, autocomplete: "off" });
      return [make("label", { htmlFor: input.id }, text), input];
    };
    this.provider = make("select", { className: "wb-field", id: "wb-model-provider" });
    this.provider.addEventListener("change", () => this.hints());
    const [nameLabel, name] = field("name", "Name, as the server calls it", "qwen2.5vl:7b");
    const [urlLabel, url] = field("url", "Address");
    const [keyLabel, key] = field("key", "Environment variable with the key");
    Object.assign(this, { name, url, variable: key });
    this.now = make("p", { role: "status" });
    this.aboutKey = make("p", { className: "wb-quiet" });
    this.check = this.button("Check it (sends one tiny picture)", () => this.do("model.check", {}));
    this.gone = this.button("No model", () => this.do("model.remove", {}));
    const form = make("form", { className: "wb-model-form" },
      make("label", { htmlFor: "wb-model-provider" }, "Provider"), this.provider, nameLabel, name, urlLabel, url, keyLabel, key,
      make("div", { className: "wb-row wb-wide" }, make("button", { type: "submit", className: "wb-button wb-primary" }, "Keep"), this.check, this.gone));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.keepModel(); });
    this.root.append(make("details", {}, make("summary", {}, "Let a model look"), this.now, form, this.aboutKey));
  }

  button(text, does) {
    const made = make("button", { type: "button", className: "wb-button" }, text);
    made.addEventListener("click", does);
    return made;
  }

  project() { this.hidden = !this.key; }

  show({ model, providers }) {
    this.providers = providers;
    if (this.provider.options.length !== providers.length) {
      this.provider.replaceChildren(...providers.map((one) => make("option", { value: one.name }, one.name)));
      this.provider.value = "ollama";
    }
    this.check.disabled = this.gone.disabled = !model;
    if (model) {
      this.provider.value = model.provider ?? this.provider.value;
      this.name.value = model.name ?? "";
      this.url.value = model.url ?? "";
    }
    this.now.textContent = this.inWords(model);
    this.hints();
  }

  inWords(model) {
    if (!model) return "No model: events are described by rules alone, and nothing leaves this machine.";
    const where = model.stays ? "It runs on this machine: nothing leaves it." : "Pictures and facts go to its server when you ask it, and not before.";
    const key = model.key_env === null ? "It needs no key."
      : model.has_key ? `Its key is read from ${model.key_env}, which is set.`
        : `Its key is read from ${model.key_env}, which is not set where the workbench was started: set it there and start again.`;
    return `${model.name ?? model.folder} (${model.provider ?? model.kind}). ${where} ${key}`;
  }

  hints() {
    const one = this.providers?.find((each) => each.name === this.provider.value);
    if (!one) return;
    this.url.placeholder = one.url ?? (one.name === "openai-compatible" ? "http://127.0.0.1:8080/v1" : "the provider's own");
    this.variable.placeholder = one.key_env ?? "none";
    this.aboutKey.textContent = one.key_env
      ? `The key is read from the environment variable ${one.key_env}, or another one that you name; it is never written down. Never type a key here.`
      : "No key is needed, unless you name an environment variable that holds one; keys are never written down.";
  }

  async keepModel() {
    const fields = { provider: this.provider.value, model: this.name.value.trim() };
    if (this.url.value.trim()) fields.url = this.url.value.trim();
    if (this.variable.value.trim()) fields.key_env = this.variable.value.trim();
    if (!fields.model) { complain(new Error("Say what the server calls the model, such as qwen2.5vl:7b.")); return; }
    await this.do("model.set", fields);
  }

  async do(name, fields) {
    try {
      await act(this.key, name, fields);
    } catch (error) {
      complain(error);
    }
  }
}
customElements.define("wb-model", Model);
