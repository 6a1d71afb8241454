// Stars on the spot. Pages are the same for everybody, so this asks which sessions the visitor starred, marks them and
// counts them, and lets a star be set without leaving the page.
// Without it: every star is a link to a small page with the form, and "My agenda" shows what is starred.

export function mount(page) {
  const mine = page.querySelector(".site-nav a.mine");
  if (!mine) return;
  const voice = addVoice(page);
  let codes = new Set();

  const paint = () => {
    for (const link of page.querySelectorAll("a[data-star]")) paintLink(link, codes.has(link.dataset.star));
    for (const count of page.querySelectorAll("[data-star-count]")) paintCount(count, codes.size);
  };

  const learn = async (response) => {
    if (!response.ok) throw new Error(`Answered ${response.status}.`);
    codes = new Set((await response.json()).stars);
    paint();
  };

  // Asked for only where the hint says that there is something to know: most visitors have no star.
  const load = async () => {
    if (hasStars()) await learn(await fetch(`${mine.href}.json`, { headers: { Accept: "application/json" } }));
  };

  const change = async (link, action) => {
    try {
      await learn(await fetch(link.href, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ action }),
        keepalive: true, // who taps a star and goes on at once has starred all the same
      }));
      voice.textContent = action === "star" ? `Starred: ${titleOf(link)}` : `Star removed: ${titleOf(link)}`;
    } catch {
      location.assign(link.href); // the small page says what is wrong
    }
  };

  // One after the other: the answer to the first star brings the cookie that the second one needs.
  let queue = load().catch(() => {});

  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-star]");
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (event.detail > 1) return; // the second click of a double click means the same as the first
    const action = link.classList.contains("is-on") ? "unstar" : "star";
    paintLink(link, action === "star");
    queue = queue.then(() => change(link, action));
  });

  // Back from the small page, or from another tab, to a page that the browser had put aside.
  addEventListener("pageshow", (event) => {
    if (event.persisted) queue = queue.then(load).catch(() => {});
  });
}

function hasStars() {
  return /(?:^|;\s*)agenda_stars=[1-9]/.test(document.cookie);
}

function paintLink(link, isOn) {
  link.classList.toggle("is-on", isOn);
  if (link.classList.contains("star")) link.parentElement.classList.toggle("is-starred", isOn);
  const word = firstWord(link);
  if (word) word.data = word.data.replace(/\b(?:Unstar|Star)\b/, isOn ? "Unstar" : "Star");
}

// The text that begins with "Star" or "Unstar": the hidden name of an icon, or the label of a button.
function firstWord(link) {
  const texts = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (/\b(?:Unstar|Star)\b/.test(texts.currentNode.data)) return texts.currentNode;
  return null;
}

function titleOf(link) {
  return link.dataset.title || link.textContent.trim().replace(/^(?:Unstar|Star):?\s*/, "") || "this session";
}

function paintCount(element, count) {
  element.hidden = count === 0;
  const word = document.createElement("span");
  word.className = "vh";
  word.textContent = " starred";
  element.replaceChildren(String(count), word);
}

function addVoice(page) {
  const voice = document.createElement("p");
  voice.className = "vh";
  voice.setAttribute("role", "status");
  page.append(voice);
  return voice;
}
