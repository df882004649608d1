// Keyboard cells: one stop in the tab order, arrows move between cells, and the line above says what the cell stands for.

const table = document.querySelector("[data-heat]");
const line = document.querySelector("[data-cell-line]");
const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("[data-cell]")]).filter((row) => row.length);
const all = rows.flat();
for (const cell of all) cell.tabIndex = -1;
if (all.length) all[0].tabIndex = 0;

const tell = (cell) => {
  if (cell?.dataset.detail) line.textContent = cell.dataset.detail;
};

function go(cell) {
  if (!cell) return;
  for (const other of all) other.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
}

const MOVES = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], PageDown: [10, 0], PageUp: [-10, 0] };

table.addEventListener("keydown", (event) => {
  const cell = event.target.closest("[data-cell]");
  const move = MOVES[event.key];
  if (!cell || !(move || event.key === "Home" || event.key === "End")) return;
  event.preventDefault();
  const row = rows.findIndex((each) => each.includes(cell));
  const column = rows[row].indexOf(cell);
  if (event.key === "Home") go(rows[row][0]);
  else if (event.key === "End") go(rows[row].at(-1));
  else go(rows[Math.min(Math.max(row + move[0], 0), rows.length - 1)][column + move[1]]);
});
table.addEventListener("focusin", (event) => tell(event.target.closest("[data-cell]")));
table.addEventListener("mouseover", (event) => tell(event.target.closest("[data-cell]")));
