// What is spoken while a card moves. Words come quickly then, so only those that were not overtaken are said.

const PAUSE = 150;

export function voiceOf(page) {
  const element = page.querySelector("[data-part='said']");
  let timer = 0;
  return (words) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // The same words twice are news, too: a screen reader speaks what was emptied in between.
      if (element.textContent === words) element.textContent = "";
      requestAnimationFrame(() => { element.textContent = words; });
    }, PAUSE);
  };
}
