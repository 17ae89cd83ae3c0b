// How scripts of the page talk to the server, and to each other.

export class Refused extends Error {}

async function answered(response) {
  const text = await response.text();
  let document_;
  try {
    document_ = text ? JSON.parse(text) : null;
  } catch {
    throw new Refused(`The server answered ${response.status}: ${text.slice(0, 300)}`);
  }
  if (!response.ok) throw new Refused(document_?.error ?? `The server answered ${response.status}`);
  if (document_?.refused !== undefined) throw new Refused(document_.refused);
  return document_;
}

/** Fetch something of the server that is under no project; throws what a person can be told. */
export async function asked(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused("The workbench does not answer. Is it still running?");
  }
  return answered(response);
}

const place = (key, path) => `/wb/p/${encodeURIComponent(key)}/${path}`;

/** Fetch what lies under a project: get(key, "timeline/open_field"). */
export const get = (key, path) => asked(place(key, path));

/** The address of something under a project, for <video> and <img>. */
export const address = place;

/** Do something: its result, after the line below the page has told the command. */
export async function act(key, name, fields = {}) {
  const told = await asked(place(key, `do/${encodeURIComponent(name)}`), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
  });
  tell(told.job ?? told);
  document.dispatchEvent(new CustomEvent("wb:done", { detail: { key, name, told } }));
  return told;
}

/** Stop long work. */
export const stop = (key, number) => asked(place(key, `jobs/${number}/stop`), { method: "POST" });

/** Show on the line below the page what was done. */
export const tell = (told) => document.dispatchEvent(new CustomEvent("wb:told", { detail: told }));

/** Show an error to the person; for whatever act, get or stop throw. */
export const complain = (error) =>
  document.dispatchEvent(new CustomEvent("wb:failed", { detail: String(error.message ?? error) }));

/** Show a stretch of a recording on the page Timeline: {recording, start_s, stop_s, fact_id?}. */
export function showClip(clip) {
  document.querySelector("#wb-pages button[role=tab][data-tab-id=timeline]")?.click();
  pending = clip;
  document.dispatchEvent(new CustomEvent("wb:clip", { detail: clip }));
}

let pending = null;
/** The clip that was asked for before the timeline was there; asked once. */
export function takeClip() {
  const clip = pending;
  pending = null;
  return clip;
}

/** An element with properties and children; text is always text. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
