// What is asked of the server. Every answer is { ok, said, ... } whatever goes wrong, so that nobody has to catch.

const LOST = "The server cannot be reached. Nothing was saved, and what you hold stays in your hand: try again.";
const NO_NEWS = "The server cannot be reached. What others do is not shown until it answers again.";
const PATIENCE = 15_000;

export class Server {
  #asking = null;

  constructor(editor) {
    this.editor = editor;
  }

  /** Ask what a place would clash with. A later question makes an earlier one void: it answers null. */
  async try(held, place, day) {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const query = new URLSearchParams({ session: held.code, slot: held.slot, day });
    if (place) addPlace(query, place);
    const shown = new URLSearchParams(this.editor.dataset.query);
    shown.delete("day");
    const address = `${this.editor.dataset.try}?${query}&${shown}`;
    const answer = await ask(address, { signal: asking.signal });
    return asking.signal.aborted ? null : answer;
  }

  stopTrying() {
    this.#asking?.abort();
  }

  /** Save where something is now. */
  place(held, place, day) {
    const body = new URLSearchParams({ session: held.code, slot: held.slot, version: held.version, day, do: "place" });
    addPlace(body, place);
    return this.#post(this.editor.dataset.place, body);
  }

  /** Send a form of the page as it is, with the button that was pressed. */
  send(form, button) {
    return this.#post(form.action, new URLSearchParams(new FormData(form, button)));
  }

  /** Ask what others did; null when they did nothing. */
  async news() {
    const { news, query, since } = this.editor.dataset;
    const answer = await ask(`${news}?${query}&since=${encodeURIComponent(since)}`, {});
    return answer?.status === 0 ? { ...answer, said: NO_NEWS } : answer;
  }

  #post(address, body) {
    const { query, csrf } = this.editor.dataset;
    body.set("show", query);
    return ask(address, { method: "POST", body, headers: { "X-CSRFToken": csrf } });
  }
}

function addPlace(query, { at, minutes, rooms }) {
  query.set("at", at);
  query.set("minutes", minutes);
  for (const room of rooms) query.append("room", room);
}

async function ask(address, { headers, signal, ...options }) {
  try {
    const answer = await fetch(address, {
      ...options,
      headers: { Accept: "application/json", ...headers },
      signal: AbortSignal.any([AbortSignal.timeout(PATIENCE), ...(signal ? [signal] : [])]),
      redirect: "manual",
    });
    if (answer.status === 204) return null;
    // Nothing we ask leads elsewhere, but to where one signs in.
    if (answer.type === "opaqueredirect") return { ok: false, status: 401, said: refusal(401) };
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (isOurs) return { status: answer.status, ...(await answer.json()) };
    return { ok: false, status: answer.status, said: refusal(answer.status) };
  } catch {
    return { ok: false, status: 0, said: LOST };
  }
}

function refusal(status) {
  if (status === 401) return "You are signed out. Sign in in another tab, then try again.";
  if (status === 403) return "This page is too old, or you are signed out. Sign in in another tab, then try again.";
  if (status === 404) return "You may not do this any more, or it is gone. Load the page again.";
  if (status === 429) return "That was a lot at once. Wait a moment, then try again.";
  return "Something went wrong on our side. Nothing was saved: try again, or load the page again.";
}
