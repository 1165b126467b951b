// Steps to take: this fills each <div class="steps"> of a page with a program that forks, and the
// reader decides who runs. data-begin is the story so far, such as PPC; #steps=PPC in the address
// goes before it. Without JavaScript the picture inside the div stays.
"use strict";

// The program, as [Python, Rust]. What stands here is one step.
const stepLines = [
  ["status = 0", "let mut status = 0;"],
  ["pid = os.fork()", "let pid = unsafe { fork() }?;"],
  ["if pid == 0:", "if pid == 0 {"],
  ["    print(\"child\")", "    println!(\"child\");"],
  ["    sys.exit(7)", "    process::exit(7);\n}"],
  ["pid, status = os.wait()", "let pid = unsafe { wait(&mut status) }?;"],
  ["print(pid, status // 256)", "println!(\"{pid} {}\", status / 256);"],
];

// Where a story leads, and nothing else. Each of its letters is one step:
//   P  the next line of the parent    E  the parent ends without wait
//   C  the next line of the child     K  kill -9 for the child
// A process has a state, R (it runs, or could run), S (asleep) or Z (zombie), the line that comes
// next, its memory, its parent, and its wait status once it has one. Who is gone is null. That it is
// all so is seen with real processes: tests/browser/steps.py.
const stateAfter = (() => {
  const begin = () => ({
    parent: { pid: 4700, state: "R", line: 1, memory: {}, parent: "shell", inWait: false },
    child: null, forked: false, reaped: null, printed: [], taken: "",
    says: "One process, and no line has run yet. You decide who runs: press “next line”.",
  });

  const childEnds = (it, status, says) => {
    if (!it.parent) {
      it.child = null;
      it.reaped = { status, by: 1 };
      return `${says} Its parent is process 1 now, which reaps it at once. So it is gone, and `
        + `nobody here ever sees the wait status ${status}.`;
    }
    Object.assign(it.child, { state: "Z", line: null, memory: null, status });
    const woken = it.parent.state === "S";
    it.parent.state = "R";
    return `${says} Its memory is gone, but its row stays, with the wait status ${status}. It is a `
      + (woken ? "zombie now. The kernel has woken the parent, whose next step reaps the zombie."
        : "zombie now, until the parent calls wait.");
  };

  const parentLines = {
    1: it => {
      it.parent.memory.status = 0;
      it.parent.line = 2;
      return "The parent has a variable now. The next line makes a second process.";
    },
    2: it => {
      it.forked = true;
      it.child = { ...it.parent, pid: 4711, line: 3, memory: { ...it.parent.memory, pid: 0 }, parent: 4700 };
      it.parent.memory.pid = 4711;
      it.parent.line = 3;
      return "One process has become two. The child has a copy of all variables, and the same line "
        + "comes next. Only pid differs: fork returned 4711 to the parent and 0 to the child.";
    },
    3: it => {
      it.parent.line = 6;
      return "In the parent pid is 4711 and not 0. So the parent jumps over the child’s two lines.";
    },
    6: it => {
      if (it.child.state !== "Z") {
        it.parent.state = "S";
        it.parent.inWait = true;
        return "The parent has called wait, but the child has not ended. So the parent sleeps. "
          + "Only the child can run now.";
      }
      const { status } = it.child;
      it.parent.inWait = false;
      it.parent.memory.status = status;
      it.parent.line = 7;
      it.child = null;
      it.reaped = { status, by: 4700 };
      return `wait has returned: it reaped the zombie. The wait status, ${status}, is in the `
        + "parent’s variable now. The child’s row is gone, and the number 4711 is free.";
    },
    7: it => {
      const { pid, status } = it.parent.memory;
      it.printed.push(`${pid} ${status >> 8}`);
      it.parent = null;
      return status & 0x7f
        ? `“${pid} 0” looks like success, but the child was killed. ${status} is 0 × 256 + ${status}, and `
          + `the division drops the ${status}. A careful program asks WIFEXITED first.`
        : `${status} divided by 256 is ${status >> 8}, the number that the child gave to exit. The `
          + "parent has printed it and ended. No zombie is left.";
    },
  };

  const childLines = {
    3: it => {
      it.child.line = 4;
      return "In the child pid is 0. So the child goes into the two lines that are meant for it.";
    },
    4: it => {
      it.printed.push("child");
      it.child.line = 5;
      return "The child has printed “child”. Next it exits with the exit code 7.";
    },
    5: it => childEnds(it, 7 * 256, "The child has exited with 7."),
  };

  const take = {
    P: it => parentLines[it.parent.line](it),
    C: it => childLines[it.child.line](it),
    K: it => childEnds(it, 9, "Signal 9 has killed the child."),
    E: it => {
      it.parent = null;
      if (it.child.state === "Z") {
        it.reaped = { status: it.child.status, by: 1 };
        it.child = null;
        return "The parent has ended without wait. Process 1 becomes the zombie’s parent and reaps it "
          + "at once. So a zombie stays only as long as its parent runs.";
      }
      it.child.parent = 1;
      return "The parent has ended without wait. The child is an orphan: it goes on, and process 1 is "
        + "its new parent.";
    },
  };

  // Why a step cannot be taken; the empty text if it can.
  const cannot = ({ parent, child, forked }) => {
    const noChild = forked ? "The child is gone." : "There is no child yet: fork makes it.";
    return {
      P: !parent ? "The parent has ended."
        : parent.state === "S" ? "The parent is asleep in wait until the child ends." : "",
      C: !child ? noChild : child.state === "Z" ? "The child has ended: a zombie runs no line." : "",
      K: !child ? noChild : child.state === "Z" ? "The child has ended: a signal does nothing to a zombie." : "",
      E: !parent ? "The parent has ended." : !forked ? noChild
        : parent.inWait ? "The parent has called wait."
        : parent.line === 7 ? "The parent has waited already." : "",
    };
  };

  return story => {
    const it = begin();
    for (const step of story) {
      if (cannot(it)[step] !== "") break;
      it.says = take[step](it);
      it.taken += step;
    }
    it.cannot = cannot(it);
    return it;
  };
})();

for (const place of document.querySelectorAll("div.steps")) {
  const first = stateAfter(place.dataset.begin ?? "").taken;
  let story = first;

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // A button that cannot be pressed is grey, keeps the focus, and says why when it is pressed.
  const button = (text, label, onclick) => {
    const made = make("button", { type: "button", "aria-label": `${text}${label}` }, text);
    made.onclick = () => made.title ? says.replaceChildren(made.title) : onclick();
    return made;
  };
  const grey = (button, why) => {
    button.setAttribute("aria-disabled", why !== "");
    button.title = why;
  };
  const says = make("p", { class: "says", role: "status" });
  const step = (letter, text, label) => button(text, label, () => go(story + letter));
  const steps = {
    P: step("P", "next line", " of the parent"),
    E: step("E", "end without wait", ", the parent"),
    C: step("C", "next line", " of the child"),
    K: step("K", "kill -9 4711", ", the child"),
  };
  const back = button("Back", "", () => go(story.slice(0, -1)));
  const again = button("Start again", "", () => go(first));

  // The reader's language stays the same on all pages.
  const languages = ["Python", "Rust"].map(name => button(name, "", () => {
    try { localStorage.setItem("fork-and-wait-language", name); } catch { /* not remembered */ }
    for (const other of document.querySelectorAll("div.steps")) other.dispatchEvent(new Event("language"));
  }));
  const language = () => {
    try { return localStorage.getItem("fork-and-wait-language") === "Rust" ? 1 : 0; } catch { return 0; }
  };
  place.addEventListener("language", () => show());

  // A card for each process: its state, its copy of the program, its variables.
  const card = (who, pid, ...buttons) => {
    const made = {
      state: make("span", { class: "state" }), lines: make("ol", {}), memory: make("p", { class: "memory" }),
    };
    made.card = make("section", { class: who, "aria-label": who },
      make("p", { class: "name" }, make("b", {}, `${who} ${pid}`), made.state),
      make("div", { class: "body" }, made.lines, made.memory), make("p", {}, ...buttons));
    return made;
  };
  const cards = [card("parent", 4700, steps.P, steps.E), card("child", 4711, steps.C, steps.K)];

  const rows = make("tbody", {});
  const kernel = make("table", {}, make("caption", {}, "What the kernel knows"),
    make("thead", {}, make("tr", {}, ...["PID", "parent", "state", "wait status"]
      .map(name => make("th", { scope: "col" }, name)))), rows);
  const printed = make("pre", {});
  place.replaceChildren(
    make("p", { class: "tools" }, make("span", { role: "group", "aria-label": "Language" }, ...languages),
      make("span", {}, back, again)),
    says, make("div", { class: "cards" }, ...cards.map(({ card }) => card)),
    make("div", { class: "below" }, make("div", {}, kernel),
      make("div", {}, make("p", { class: "caption" }, "What is printed"), printed)));

  const words = { R: "ready", S: "asleep", Z: "zombie" };
  const bits = status => [status >> 8, status & 0xff].map(byte => byte.toString(2).padStart(8, "0")).join(" ");
  const sum = status => `${status} = ${status >> 8} × 256 + ${status & 0xff}`;

  function show() {
    const it = stateAfter(story);
    says.replaceChildren(it.says);
    for (const letter in steps) grey(steps[letter], it.cannot[letter]);
    grey(back, story ? "" : "No step has been taken yet.");
    grey(again, story !== first ? "" : "This is the start.");
    languages.forEach((button, i) => button.setAttribute("aria-pressed", i === language()));

    [it.parent, it.child].forEach((process, i) => {
      const { card, state, lines, memory } = cards[i];
      const there = process !== null && process.memory !== null;
      card.dataset.state = process?.state ?? (i === 1 && !it.forked ? "unborn" : "gone");
      state.textContent = { unborn: "not there yet", S: "asleep in wait",
        gone: i === 1 ? `reaped by ${it.reaped?.by}` : "gone" }[card.dataset.state] ?? words[process.state];
      lines.replaceChildren(...stepLines.map((texts, n) => make("li",
        process?.line === n + 1 ? { "aria-current": "step" } : {}, make("code", {}, texts[language()]))));
      lines.ariaHidden = !there;
      const others = [it.child, it.parent][i]?.memory;
      const variables = Object.entries(process?.memory ?? {}).map(([name, value]) => {
        const differs = others && others[name] !== value;
        return make(differs ? "mark" : "span", differs ? { title: "differs" } : {}, `${name} = ${value}`);
      });
      memory.replaceChildren(...variables.length ? variables
        : [there ? "no variables yet" : card.dataset.state === "unborn" ? "no memory yet" : "no memory any more"]);
    });

    const there = [it.parent, it.child].filter(process => process);
    rows.replaceChildren(...there.length ? [] : [make("tr", {}, make("td", { colspan: 4 }, "no row is left"))]);
    rows.append(...there.map(process => {
      const { pid, parent, state, status } = process;
      return make("tr", { "data-state": state }, ...[pid, parent, `${state} ${words[state]}`].map(text => make("td", {}, text)),
        make("td", {}, ...status === undefined ? ["none yet"]
          : [make("code", {}, bits(status)), " ", make("span", {}, `= ${sum(status)}`)]));
    }));
    printed.textContent = it.printed.join("\n") || "nothing yet";
  }

  // A story has an address. Other anchors stay as they are.
  function go(next) {
    story = next;
    show();
    history.replaceState(history.state, "", `#steps=${story}`);
  }
  function follow() {
    const [, letters] = location.hash.match(/^#steps=([a-z]*)$/i) ?? [];
    if (letters !== undefined) story = stateAfter(letters.toUpperCase()).taken;
    show();
    if (letters !== undefined) place.scrollIntoView();
  }
  place.onkeydown = event => {
    if (/^Arrow(Left|Right)$/.test(event.key)) event.stopPropagation(); // or mdBook turns the page
  };
  window.addEventListener("hashchange", follow);
  window.addEventListener("load", follow);
  show();
}
