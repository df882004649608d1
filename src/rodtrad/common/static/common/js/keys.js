// Keys that save a hand: '/' to search, arrows among the cells of a heat map and the nodes of the thread.
// Everything they reach is also reached by Tab and by pointer; without this file nothing is lost.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const field = document.querySelector('[data-key="/"]');
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-cells] [data-cell]");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = cellBeside(cell, event.key);
  if (!next) return;
  event.preventDefault();
  rove(cell.closest("[data-cells]"), next);
});

/** The cell that a key leads to: the grid is the table's own rows and columns. */
function cellBeside(cell, key) {
  const row = cell.closest("tr");
  const inRow = [...row.querySelectorAll("[data-cell]")];
  const place = inRow.indexOf(cell);
  const steps = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: inRow.length - 1 };
  if (key in steps) return inRow[steps[key]];
  if (key === "ArrowUp" || key === "ArrowDown") return inColumn(row, place, key === "ArrowUp");
  return null;
}

function inColumn(row, place, up) {
  let other = row;
  do {
    other = up ? other.previousElementSibling : other.nextElementSibling;
  } while (other && !other.querySelector("[data-cell]"));
  return other?.querySelectorAll("[data-cell]")[place] ?? null;
}

/** One stop for Tab in the whole grid: the cell that was last visited. */
function rove(grid, cell) {
  for (const old of grid.querySelectorAll('[data-cell][tabindex="0"]')) old.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function makeRoving(root) {
  for (const grid of root.querySelectorAll("[data-cells]")) {
    const cells = [...grid.querySelectorAll("[data-cell]")];
    if (cells.some((cell) => cell.hasAttribute("tabindex"))) continue;
    cells.forEach((cell, index) => (cell.tabIndex = index === 0 ? 0 : -1));
  }
}
makeRoving(document);
document.addEventListener("htmx:afterSettle", (event) => makeRoving(event.target));

// What a cell says in full stands below the map while the cell has the focus or the pointer.
for (const kind of ["focusin", "pointerover"]) {
  document.addEventListener(kind, (event) => {
    const cell = event.target.closest?.("[data-cells] [data-detail]");
    const line = cell?.closest("[data-heat]")?.querySelector("[data-cell-detail]");
    if (line && line.textContent !== cell.dataset.detail) line.textContent = cell.dataset.detail;
  });
}

document.addEventListener("keydown", (event) => {
  const node = event.target.closest?.("[data-thread] [data-node]");
  if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = nodeBeside(node, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
});

/** Up and down in the column; left and right along the lines, the lit ones first. */
function nodeBeside(node, key) {
  const column = node.closest("[data-column]");
  if (key === "ArrowUp" || key === "ArrowDown") {
    const nodes = shown(column);
    return nodes[nodes.indexOf(node) + (key === "ArrowUp" ? -1 : 1)];
  }
  if (key !== "ArrowLeft" && key !== "ArrowRight") return null;
  const linked = (node.dataset[key === "ArrowLeft" ? "from" : "to"] ?? "").split(" ").filter(Boolean);
  const found = linked.map((id) => document.getElementById(id)).filter((other) => other?.checkVisibility());
  return found.find((other) => other.dataset.lit === "true") ?? found[0] ?? nearest(node, column, key);
}

const shown = (column) => [...column.querySelectorAll("[data-node]")].filter((node) => node.checkVisibility());

function nearest(node, column, key) {
  const beside = key === "ArrowLeft" ? column.previousElementSibling : column.nextElementSibling;
  if (!beside?.matches("[data-column]")) return null;
  const top = node.getBoundingClientRect().top;
  const distance = (other) => Math.abs(other.getBoundingClientRect().top - top);
  return shown(beside).sort((a, b) => distance(a) - distance(b))[0];
}
