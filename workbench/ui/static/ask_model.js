// A question that the model may write the program for: asked in the background, told where it stands.
import { act, complain, make, stop } from "./client.js";
import { watchJobs } from "./jobs.js";

/** Ask it; `place` shows how far it is. The answer, or an error that says why there is none. */
export async function askModel(key, fields, place) {
  const words = make("span", { className: "wb-quiet", role: "status" }, "asking the model");
  const halt = make("button", { type: "button", className: "wb-button" }, "Stop");
  place.replaceChildren(make("p", {}, words, " ", halt));
  const { job } = await act(key, "ask.model", fields);
  halt.addEventListener("click", () => {
    halt.disabled = true;
    stop(key, job.number).catch(complain);
  });
  const ended = await watched(key, job.number, (now) => { words.textContent = `${now.what || "asking the model"} …`; });
  if (ended.state === "done") return ended.data;
  throw new Error(ended.state === "stopped" ? "Stopped: the model was not asked any further." : ended.error);
}

/** The work of a number once it has ended. */
function watched(key, number, onStep) {
  return new Promise((done) => {
    const off = watchJobs(key, (jobs) => {
      const now = jobs.find((one) => one.number === number);
      if (now?.state === "running") { onStep(now); return; }
      queueMicrotask(() => off());
      done(now ?? { state: "failed", error: "The work is not known any more: the server was started again." });
    });
  });
}
