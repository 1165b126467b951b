// What styles alone cannot do for a page: lines that break well, tables that fit a phone, pictures by
// keyboard, answers on paper.
"use strict";

// Each line of code gets an element of its own, so that what does not fit is indented, and each arrow
// too, because a browser would break the line between its - and its >.
for (const code of document.querySelectorAll("main pre > code")) {
  const open = [];
  const lines = code.innerHTML.replace(/\n$/, "").split("\n").map(line => {
    const before = open.join("");
    for (const [tag] of line.matchAll(/<[^>]*>/g)) tag[1] == "/" ? open.pop() : open.push(tag);
    const indent = line.replace(/<[^>]*>/g, "").match(/^ */)[0].length + 2;
    const whole = line.replaceAll("-&gt;", '<span class="whole">-&gt;</span>');
    const end = "</span>".repeat(open.length);
    return `<span class="line" style="--indent: ${indent}">${before}${whole}${end}</span>`;
  });
  code.innerHTML = lines.join("\n");
}

// An option such as -STOP stays in one line.
for (const code of document.querySelectorAll("main :not(pre) > code")) {
  code.innerHTML = code.innerHTML.replace(/(^|[\s(])(-+[\w-]+)/g, '$1<span class="whole">$2</span>');
}

// On a phone the cells of a table of code stand below each other, and each says what it is.
for (const table of document.querySelectorAll("main table:has(td > pre)")) {
  const heads = [...table.querySelectorAll("th")].map(head => head.textContent);
  for (const row of table.rows) {
    [...row.cells].forEach((cell, number) => cell.dataset.head = heads[number] ?? "");
  }
}

// What is wider than the page says so, and can be moved by keyboard.
function see_what_fits() {
  for (const table of document.querySelectorAll("main .table-wrapper")) {
    const wide = table.scrollWidth > table.clientWidth + 1;
    table.classList.toggle("wide", wide);
    wide ? table.tabIndex = 0 : table.removeAttribute("tabindex");
  }
}
for (const event of ["load", "resize"]) addEventListener(event, see_what_fits);

// A click enlarges a picture, and Enter does what a click does.
for (const box of document.querySelectorAll("main .checkbox-img")) {
  box.addEventListener("keydown", event => event.key == "Enter" && box.click());
}

// On paper nobody can unfold an answer.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const details of folded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});
