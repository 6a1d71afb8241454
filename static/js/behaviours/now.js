// What is now: a line across the agenda and "On now" beside what runs; on a session's page, how long it still takes.
// Pages are the same for everybody and know no hour, so this looks at the clock and goes on while the page is open.
// Without it: the agenda says when everything is, and the page "now" of a summit says what is on.

const MINUTE = 60_000;
const ROW = 5 * MINUTE;

export function mount(element) {
  const show = element.classList.contains("agenda") ? agenda(element) : fact(element);
  const tick = () => {
    show(Date.now());
    setTimeout(tick, MINUTE - (Date.now() % MINUTE));
  };
  tick();
}

function agenda(element) {
  const slots = [...element.querySelectorAll(".slot:not(.is-off, .slot-break, .slot-echo)")].map((item) => ({ item, ...span(item) }));
  const sections = [...element.querySelectorAll(".at")];
  const every = [...element.querySelectorAll(".slot:not(.slot-echo)")].map(span);
  const first = Math.min(...every.map((slot) => slot.from));
  const last = Math.max(...every.map((slot) => slot.to));
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: element.dataset.zone });
  const line = build(`<p class="now"><time></time><span class="now-word">Now</span></p>`);
  const hours = element.closest(".agenda-day")?.querySelector(".hours");
  const jump = build(`<a><span class="marked">Now</span></a>`);

  return (now) => {
    for (const slot of slots) say(slot.item, slot.from <= now && now < slot.to);
    if (now < first || now >= last) {
      jump.remove();
      return line.remove();
    }
    // To what began last: what is on stands there, and the line stands below it.
    const latest = sections.findLast((section) => span(section).from <= now);
    jump.href = `#${latest.querySelector(".at-time").id}`;
    if (!jump.isConnected) hours?.prepend(jump);
    line.firstChild.textContent = clock.format(now);
    if (element.dataset.rowsFrom) line.className = `now t${Math.floor((now - Date.parse(element.dataset.rowsFrom)) / ROW)}`;
    element.insertBefore(line, sections.find((section) => span(section).from > now) ?? null);
  };
}

// When an item begins and ends; a heading has the beginning only.
function span(item) {
  const [from, to] = [...item.querySelectorAll("time[datetime]")].map((time) => Date.parse(time.dateTime));
  return { from, to };
}

function say(item, isOn) {
  const there = item.querySelector(".slot-state[data-now]");
  if (isOn && !there) {
    item.querySelector(".star")?.before(build(`<p class="slot-state" data-now><span class="state state-now">On now</span></p>`));
  } else if (!isOn) {
    there?.remove();
  }
}

function fact(element) {
  const { from, to } = span(element);
  const words = build(`<small><span class="state state-now">On now</span> <span></span></small>`);
  return (now) => {
    if (now < from || now >= to) return words.remove();
    const left = Math.ceil((to - now) / MINUTE);
    words.lastChild.textContent = left === 1 ? "1 minute left" : `${left} minutes left`;
    element.append(words);
  };
}

function build(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return template.content.firstChild;
}
