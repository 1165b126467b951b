// On a narrow screen a browser breaks a line of code between the - and the > of an arrow. No style
// alone can forbid that, so each arrow gets an element of its own.
"use strict";

for (const code of document.querySelectorAll("main pre > code")) {
  code.innerHTML = code.innerHTML.replaceAll("-&gt;", '<span class="arrow">-&gt;</span>');
}
