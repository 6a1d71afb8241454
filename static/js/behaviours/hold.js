// Counts down how long seats are kept, quietly: it is seen all the time and said at five, two and one minutes.
// Without it: the page says until when, and the server decides.

const SAID = [5, 2, 1]; // minutes left at which a screen reader hears it
const EVERY = 1000; // in milliseconds

export function mount(element) {
  const ends = Date.now() + Number(element.dataset.seconds) * 1000;
  const [left, said] = ["left", "said"].map((name) => element.querySelector(`[data-hold-${name}]`));
  let next = SAID.findIndex((minutes) => minutes * 60 < (ends - Date.now()) / 1000);

  function tick() {
    const seconds = Math.max(0, Math.round((ends - Date.now()) / 1000));
    left.textContent = seconds ? `, ${inWords(seconds)} from now` : ", which is over";
    if (!seconds) {
      said.textContent = "The time is over. You can still try: paying wins the seats back if they are free.";
      clearInterval(timer);
    } else if (next >= 0 && next < SAID.length && seconds <= SAID[next] * 60) {
      said.textContent = `Kept for ${inWords(seconds)} more.`;
      next += 1;
    }
  }

  const timer = setInterval(tick, EVERY);
  tick();
}

function inWords(seconds) {
  const minutes = Math.ceil(seconds / 60);
  if (seconds < 60) return "less than a minute";
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
