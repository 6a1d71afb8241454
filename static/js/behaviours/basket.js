// Says while one types how many passes that makes and what they cost now.
// Without it the line says what comes next, and the next page says what it costs. What counts is the server's answer.

export function mount(form) {
  const total = form.querySelector("[data-basket-total]");
  if (!total) return;
  const start = total.textContent;
  const [digits, , cents = ""] = total.dataset.sample.match(/0(\.(0+))?/);

  function written(amount) {
    if (!amount) return total.dataset.free;
    const places = cents.length;
    const number = (amount / 10 ** places).toLocaleString("en-US", {
      minimumFractionDigits: places,
      maximumFractionDigits: places,
    });
    return total.dataset.sample.replace(digits, number);
  }

  function add() {
    let passes = 0;
    let amount = 0;
    for (const field of form.querySelectorAll("input[data-price]")) {
      const number = field.validity.valid ? field.valueAsNumber || 0 : 0;
      passes += number;
      amount += number * Number(field.dataset.price);
    }
    const said = passes ? `${passes} ${passes === 1 ? "pass" : "passes"}, ${written(amount)}` : "";
    if (total.textContent !== said) total.textContent = said || start;
  }

  form.addEventListener("input", add);
  // What was typed while the script was on its way; and a browser that comes back puts the numbers back after it began.
  add();
  window.addEventListener("pageshow", add);
}
