// Opens a page of the book in a frame, as wide as a phone or a screen, and waits until it is there.
async function open_page(address, width = 1280, theme = "light") {
  localStorage.setItem("mdbook-theme", theme);
  const frame = document.createElement("iframe");
  frame.style = `width:${width}px;height:900px;border:0`;
  const loaded = new Promise(done => frame.onload = done);
  frame.src = address;
  document.body.append(frame);
  await loaded;
  await new Promise(done => setTimeout(done, 150));
  return frame;
}

// Shows what a test found: each line once, or the line that says that all is well.
function show(found, well) {
  document.getElementById("found").textContent = found.length ? [...new Set(found)].join("\n") : well;
}
