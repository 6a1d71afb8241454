// Sends a form once, however often its button is pressed while the answer is on its way.
// Without it: the server finds that it was asked already, and answers the same.

const LONG = 15_000; // after so many milliseconds without an answer it may be pressed again

export function mount(form) {
  let isSent = false;
  const rest = () => { isSent = false; };

  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
    setTimeout(rest, LONG);
  });
  window.addEventListener("pageshow", rest);
}
