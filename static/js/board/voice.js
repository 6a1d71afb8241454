// What is spoken. While a card moves words come quickly, so only those that were not overtaken are said; what
// became of it is said at once.

const PAUSE = 150;

export function voiceOf(page) {
  const element = page.querySelector("[data-part='said']");
  let timer = 0;
  return (words, { isFinal = false } = {}) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // The same words twice are news, too: a screen reader speaks what was emptied in between.
      if (element.textContent === words) element.textContent = "";
      requestAnimationFrame(() => { element.textContent = words; });
    }, isFinal ? 0 : PAUSE);
  };
}
