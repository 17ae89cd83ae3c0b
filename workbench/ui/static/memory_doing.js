// What a button of the page Memory does, and that it was refused.
import { make } from "./client.js";

/** A box that is shown once something was refused because accepted answers would change. */
export function insisting(id) {
  const box = make("input", { type: "checkbox", id: `${id}-anyway` });
  return { box, label: make("label", { htmlFor: box.id, className: "wbb-check", hidden: true }, box, " Do it even where accepted answers change") };
}

export async function doing(button, result, anyway, work) {
  button.disabled = true;
  result.replaceChildren();
  try {
    await work();
  } catch (error) {
    result.replaceChildren(make("p", { className: "wb-fault", role: "alert" }, String(error.message ?? error)));
    if (anyway) anyway.label.hidden = !String(error.message).includes("that were accepted");
  }
  button.disabled = false;
}
