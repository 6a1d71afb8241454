// One day on the board: which rooms stand beside each other, and which minute is where. Read from the page, which is
// loaded anew when its rooms or rows are others; where those lie is measured when it is asked.
// A place is { at, minutes, rooms }: minutes after the day's first row, length in minutes, slugs of rooms.

export class Day {
  constructor(editor, board) {
    this.editor = editor;
    this.board = board;
    this.step = Number(editor.dataset.step);
    /** The rooms that are shown, from left to right. */
    this.rooms = [...board.querySelectorAll(".board-room[data-column]")]
      .filter((section) => section.dataset.room)
      .map((section) => ({ slug: section.dataset.room, column: Number(section.dataset.column), section }));
  }

  get first() { return Number(this.board.dataset.from) * this.step; }
  get end() { return Number(this.board.dataset.to) * this.step; }

  columnOf(slug) {
    return this.rooms.find((room) => room.slug === slug)?.column ?? 0;
  }

  /** The room beside another, or the other itself at the edge. */
  beside(slug, by) {
    const rooms = this.rooms;
    if (!rooms.length) return slug;
    const index = rooms.findIndex((room) => room.slug === slug);
    const next = index < 0 ? (by > 0 ? 0 : rooms.length - 1) : index + by;
    return rooms[Math.min(Math.max(next, 0), rooms.length - 1)].slug;
  }

  /** A place kept within the rows that are shown, and its minutes within what a session can last. */
  within(place) {
    const minutes = Math.min(Math.max(place.minutes, this.step), 24 * 60);
    const latest = Math.max(this.first, this.end - this.step);
    return { ...place, minutes, at: Math.min(Math.max(place.at, this.first), latest) };
  }

  /** How rows and rooms lie on the screen now; null where the page shows a list and no grid. */
  measure() {
    const marks = [...this.board.querySelectorAll(".at-time[data-row]")].filter((mark) => mark.offsetParent);
    const heads = this.rooms.map((room) => ({ slug: room.slug, box: headOf(room.section) })).filter((room) => room.box);
    if (marks.length < 2 || !heads.length || getComputedStyle(this.board).display !== "grid") return null;
    const [one, other] = [marks[0], marks[marks.length - 1]];
    const rows = Number(other.dataset.row) - Number(one.dataset.row);
    const height = (topOf(other) - topOf(one)) / rows;
    return height > 0 ? new Measure(this, Number(one.dataset.row), topOf(one), height, heads) : null;
  }
}

/** Good until something scrolls or is drawn anew. */
class Measure {
  constructor(day, row, top, height, heads) {
    Object.assign(this, { day, row, top, height, heads });
  }

  /** Minutes after the day's first row at a height of the window, not rounded. */
  minutesAt(y) {
    return (this.row + (y - this.top) / this.height) * this.day.step;
  }

  roomAt(x) {
    const under = this.heads.find(({ box }) => x >= box.left && x < box.right);
    if (under) return under.slug;
    return x < this.heads[0].box.left ? this.heads[0].slug : this.heads[this.heads.length - 1].slug;
  }

  rounded(minutes) {
    return Math.round(minutes / this.day.step) * this.day.step;
  }
}

// A heading sticks to the top while the rest scrolls, but its sides are always those of its column.
function headOf(section) {
  const box = section.querySelector(".agenda-room")?.getBoundingClientRect();
  return box && box.width ? box : null;
}

function topOf(mark) {
  return mark.getBoundingClientRect().top;
}
