// Puts what is on now on the home page while the summit runs, and keeps it fresh.
//
// Without it the section stays hidden: the page /now says the same, and the home page links to it for who has no
// JavaScript. The home page itself never looks at the clock, because it is made once per release.

const EVERY = 60_000; // how often the board is asked for while the page is looked at, in milliseconds
const EARLY = 60 * 60_000; // so long before the first session the board is shown

export function mount(section) {
  const runs = { from: Date.parse(section.dataset.starts) - EARLY, until: Date.parse(section.dataset.ends) };
  let isAsking = false;

  async function refresh() {
    const isRunning = runs.from <= Date.now() && Date.now() < runs.until;
    if (!isRunning || document.hidden || isAsking) {
      if (!isRunning) reveal(section, false);
      return;
    }
    isAsking = true;
    try {
      show(section, await fetchBoard(section.dataset.now));
    } catch {
      // Offline, or the server is busy: what is shown stays, and the next minute tries again.
    } finally {
      isAsking = false;
    }
  }

  refresh();
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
}

async function fetchBoard(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`The board answered ${answer.status}.`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main [data-board]");
}

function show(section, board) {
  if (!board) return;
  section.querySelector("[data-board]").replaceWith(document.adoptNode(board));
  reveal(section, true);
}

// The section, and the way to it at the top of the page.
function reveal(section, isShown) {
  for (const part of [section, ...document.querySelectorAll("[data-onnow-link]")]) part.hidden = !isShown;
}
