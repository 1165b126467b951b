// A wait status to play with: this fills each <div class="wait-status"></div> of a page. If the div
// has data-choose-system, the reader chooses the Unix as well. Without JavaScript it stays empty.
"use strict";

// What a status means on a system. The formulas are those of the files in src/family/, and a test
// compares them: all twelve families, each by what differs from Linux.
const families = (() => {
  const Linux = {
    WIFEXITED: status => (status & 0x7f) === 0,
    WEXITSTATUS: status => (status >> 8) & 0xff,
    WIFSIGNALED: status => (status & 0x7f) !== 0 && (status & 0x7f) !== 0x7f,
    WTERMSIG: status => status & 0x7f,
    WCOREDUMP: status => (status & 0x80) !== 0,
    WIFSTOPPED: status => (status & 0xff) === 0x7f,
    WSTOPSIG: status => (status >> 8) & 0xff,
    WIFCONTINUED: status => status === 0xffff,
  };
  const low7are0x7f = status => (status & 0x7f) === 0x7f;
  const is0x13 = status => status === 0x13;
  const low16are1 = status => (status & 0xffff) === 0xffff;
  const unmasked = status => status >> 8;
  const Solaris = {
    ...Linux,
    WIFEXITED: status => (status & 0xff) === 0,
    WIFSIGNALED: status => (status & 0xff) !== 0 && (status & 0xff00) === 0,
    WIFSTOPPED: status => (status & 0xff) === 0x7f && (status & 0xff00) !== 0,
    WIFCONTINUED: low16are1,
  };
  const AIX = {
    WIFEXITED: status => (status & 0xff) === 0,
    WEXITSTATUS: status => AIX.WIFEXITED(status) ? (status >> 8) & 0xff : -1,
    WIFSIGNALED: status => !AIX.WIFEXITED(status) && !AIX.WIFSTOPPED(status),
    WTERMSIG: status => AIX.WIFSIGNALED(status) ? (status >> 16) & 0xff : -1,
    WCOREDUMP: () => false,
    WIFSTOPPED: status => (status & 0x40) !== 0,
    WSTOPSIG: status => AIX.WIFSTOPPED(status) ? (status >> 8) & 0xff : -1,
    WIFCONTINUED: status => (status & 0x1000000) !== 0,
  };
  return {
    Linux,
    "Linux on MIPS": {
      ...Linux,
      WIFSIGNALED: status => Linux.WIFSIGNALED(status) || status === 0x7f,
      WIFSTOPPED: status => Linux.WIFSTOPPED(status) && status !== 0x7f,
    },
    Apple: {
      ...Linux,
      WIFSTOPPED: status => low7are0x7f(status) && status >> 8 !== 0x13,
      WSTOPSIG: unmasked,
      WIFCONTINUED: status => low7are0x7f(status) && status >> 8 === 0x13,
    },
    FreeBSD: {
      ...Linux,
      WEXITSTATUS: unmasked,
      WIFSIGNALED: status => Linux.WIFSIGNALED(status) && !is0x13(status),
      WIFSTOPPED: low7are0x7f,
      WSTOPSIG: unmasked,
      WIFCONTINUED: is0x13,
    },
    DragonFly: {
      ...Linux, WEXITSTATUS: unmasked, WIFSTOPPED: low7are0x7f, WSTOPSIG: unmasked, WIFCONTINUED: is0x13,
    },
    NetBSD: {
      ...Linux,
      WIFSIGNALED: status => (status & 0x7f) !== 0 && !low7are0x7f(status) && status !== 0xffff,
      WIFSTOPPED: status => low7are0x7f(status) && status !== 0xffff,
    },
    OpenBSD: { ...Linux, WIFCONTINUED: low16are1 },
    Solaris,
    Haiku: {
      WIFEXITED: status => (status & ~0xff) === 0,
      WEXITSTATUS: status => status & 0xff,
      WIFSIGNALED: status => ((status >> 8) & 0xff) !== 0,
      WTERMSIG: status => (status >> 8) & 0xff,
      WCOREDUMP: status => (status & 0x10000) !== 0,
      WIFSTOPPED: status => ((status >> 16) & 0xff) !== 0,
      WSTOPSIG: status => (status >> 16) & 0xff,
      WIFCONTINUED: status => (status & 0x20000) !== 0,
    },
    AIX,
    Cygwin: {
      ...Linux,
      WIFEXITED: status => (status & 0xff) === 0,
      WCOREDUMP: status => Linux.WIFSIGNALED(status) && (status & 0x80) !== 0,
      WIFCONTINUED: low16are1,
    },
    QNX: Solaris,
  };
})();

const signalNames = (() => {
  // The signals 1, 2, 3, … of a system. Those that come from BSD have the same numbers.
  const bsd = "HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG STOP TSTP "
    + "CONT CHLD TTIN TTOU IO XCPU XFSZ VTALRM PROF WINCH INFO USR1 USR2";
  const sysv = "HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM USR1 USR2 CHLD "
    + "PWR WINCH URG IO STOP TSTP CONT TTIN TTOU VTALRM PROF XCPU XFSZ";
  const signals = {
    Linux: "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD "
      + "CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS",
    "Linux on MIPS": sysv,
    Solaris: sysv,
    QNX: sysv,
    Haiku: "HUP INT QUIT ILL CHLD ABRT PIPE FPE KILL STOP SEGV CONT TSTP ALRM TERM TTIN TTOU USR1 USR2 "
      + "WINCH KILLTHR TRAP POLL PROF SYS URG VTALRM XCPU XFSZ BUS",
    AIX: "HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG STOP TSTP CONT CHLD "
      + "TTIN TTOU IO XCPU XFSZ   WINCH PWR USR1 USR2 PROF", // no 26, and 27 is its own
    Cygwin: "HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG STOP TSTP CONT CHLD "
      + "TTIN TTOU IO XCPU XFSZ VTALRM PROF WINCH PWR USR1 USR2",
  };
  return system => (signals[system] ?? bsd).split(" ");
})();

const decodeWaitStatus = (() => {
  const named = (signal, system) => {
    const name = signalNames(system)[signal - 1];
    return name ? `signal ${signal} (SIG${name})` : `signal ${signal}`;
  };

  return (status, system) => {
    const asks = families[system];
    const exited = asks.WIFEXITED(status), killed = asks.WIFSIGNALED(status);
    const stopped = asks.WIFSTOPPED(status), continued = asks.WIFCONTINUED(status);
    const code = asks.WEXITSTATUS(status), core = asks.WCOREDUMP(status);
    const signal = asks.WTERMSIG(status), stop = asks.WSTOPSIG(status);
    const killedBy = named(signal, system), stoppedBy = named(stop, system);
    // The order of WaitStatus::from_raw: on DragonFly, 0x0013 is both killed and continued. On Haiku
    // the macros overlap more.
    const first = system === "Haiku" ? !killed && status === 0x20000 : continued;
    const [kind, words, shell] =
      first ? ["continued", "continued", "nothing"]
      : exited ? ["exited", `exited with ${code}`, code]
      : killed ? ["killed", `killed by ${killedBy}${core ? ", core dumped" : ""}`, 128 + signal]
      : stopped ? ["stopped", `stopped by ${stoppedBy}`, 128 + stop]
      : ["unknown", `unknown wait status 0x${status.toString(16).padStart(4, "0")}`, "nothing"];
    // What os.waitstatus_to_exitcode returns. It knows no signal 0.
    const python = exited ? code : killed && signal > 0 ? -signal : "ValueError";
    return {
      exited, killed, stopped, continued, kind, words, shell, python,
      code: status >> 8, core, killedBy, stoppedBy,
    };
  };
})();

// What a kernel fills in, and which bits hold what: [what, first bit, last bit].
const fillIn = {
  exited: (code, system) => system === "Haiku" ? code : code << 8,
  killed: (signal, system) => ({ Haiku: signal << 8, AIX: signal << 16 | signal })[system] ?? signal,
  core: system => ({ Haiku: 0x10000, AIX: 0 })[system] ?? 0x80,
  stopped: (signal, system) => system === "Haiku" ? signal << 16 : signal << 8 | 0x7f,
  continued: system => ({ Apple: 0x137f, FreeBSD: 0x13, DragonFly: 0x13, Haiku: 0x20000, AIX: 0x1000000 })[system]
    ?? 0xffff,
  most: system => system === "Haiku" || system === "AIX" ? 0x1ffffff : 0xffff,
};
const placesOf = {
  Haiku: {
    exited: [["code", 7, 0]], killed: [["core", 16, 16], ["signal", 15, 8]], stopped: [["signal", 23, 16]],
    continued: [["mark", 17, 17]],
  },
  AIX: {
    exited: [["code", 15, 8]], killed: [["signal", 23, 16]], stopped: [["signal", 15, 8], ["mark", 6, 6]],
    continued: [["mark", 24, 24]],
  },
  others: {
    exited: [["code", 15, 8]], killed: [["core", 7, 7], ["signal", 6, 0]],
    stopped: [["signal", 15, 8], ["mark", 6, 0]], continued: [["mark", 15, 0]],
  },
};

// The page: fields, bits and answers. It knows nothing of a system but its name.
for (const [nth, place] of [...document.querySelectorAll("div.wait-status")].entries()) {
  const systems = Object.keys(families);
  const choosable = "chooseSystem" in place.dataset;
  let status = 0x0200, system = "Linux";
  const hex = () => "0x" + status.toString(16).padStart(4, "0");

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const button = (attributes, onclick, ...children) => {
    const made = make("button", { type: "button", ...attributes }, ...children);
    made.onclick = onclick;
    return made;
  };

  // The bits, as buttons: the high byte, and the low byte in its two parts.
  const bits = [];
  const part = (title, first, last) => {
    for (let i = first; i >= last; i--)
      bits[i] = button({ tabindex: -1 }, () => { reach(i); change(status ^ 1 << i); },
        make("small", {}, make("span", { class: "said" }, "bit "), i, make("span", { class: "said" }, ": ")),
        make("b", {}));
    return make("div", { class: "part", role: "group", "aria-label": title },
      make("div", {}, ...bits.slice(last, first + 1).reverse()), title);
  };
  const above = part("bits 16 to 24", 24, 16); // only where they mean something
  const word = make("div", { class: "word" }, part("high byte", 15, 8),
    make("div", { class: "low" }, part("bit 7", 7, 7), part("low seven bits", 6, 0)));
  const most = () => fillIn.most(system), count = () => most() > 0xffff ? 25 : 16;
  // All bits are one stop of the Tab key, and the arrows lead from bit to bit.
  const reach = i => bits.forEach((bit, other) => bit.tabIndex = other === i ? 0 : -1);
  reach(15);
  place.onkeydown = event => {
    const step = { ArrowLeft: 1, ArrowRight: -1 }[event.key], from = bits.indexOf(event.target);
    if (step) event.stopPropagation(); // or mdBook turns the page
    if (!step || from < 0) return;
    const to = (from + step + count()) % count();
    reach(to);
    bits[to].focus();
  };

  // Two fields. What is wrong with the text in one of them is said below, and the answer to the
  // text before it turns grey.
  const note = make("p", { class: "wrong", role: "status", id: `wait-status-note-${nth}` });
  const input = size => make("input", { size, autocomplete: "off", spellcheck: "false", "aria-describedby": note.id });
  const field = input(8), shell = input(4), both = make("span", {});
  const number = (field, most, wrong) => {
    const text = field.value.trim();
    const number = /^(\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : NaN;
    if (number <= most) return number;
    field.setAttribute("aria-invalid", true);
    note.textContent = wrong;
    place.classList.add("old");
  };
  field.oninput = () => {
    const typed = number(field, most(), `Type a number from 0 to ${most()}, such as 512, or 0x0200 in hexadecimal.`);
    if (typed === undefined) return;
    change(typed);
    if (/^\d+$/.test(field.value.trim()) && typed > 128 && typed <= 192)
      note.textContent = `Is ${typed} what a shell says in $?? Then type it into the second field.`;
  };
  // A shell's $? does not tell all. From 129 on it may mean a signal or an exit code.
  shell.oninput = () => {
    const typed = number(shell, 255, "$? is a number from 0 to 255.");
    if (typed === undefined) return;
    const signal = typed - 128, name = signalNames(system)[signal - 1];
    const kind = ["STOP", "TSTP", "TTIN", "TTOU"].includes(name) ? "stopped"
      : signal <= 0 || signal > 64 || ["CHLD", "CONT", "URG", "WINCH", "INFO"].includes(name) ? "exited" : "killed";
    change(fillIn[kind](kind === "exited" ? typed : signal, system));
    note.textContent = kind === "exited" ? `${typed} is exit(${typed}).`
      : `${typed} is 128 + ${signal}: ${words.textContent}. It may also be exit(${typed}): the shell cannot tell.`;
  };

  const choice = make("select", {}, ...systems.map(name => make("option", {}, name)));
  choice.onchange = () => { system = choice.value; change(status <= most() ? status : status & 0xffff); };

  // Telling values, which differ from system to system.
  const signal = name => signalNames(system).indexOf(name) + 1;
  const examples = Object.entries({
    "exit(2)": () => fillIn.exited(2, system),
    "exit(255)": () => fillIn.exited(255, system),
    "SIGKILL": () => fillIn.killed(signal("KILL"), system),
    "SIGSEGV, core dumped": () => fillIn.killed(signal("SEGV"), system) | fillIn.core(system),
    "SIGSTOP": () => fillIn.stopped(signal("STOP"), system),
    "continued": () => fillIn.continued(system),
  }).map(([name, value]) => button({}, () => change(value()), name));

  const words = make("p", { class: "words", role: "status" });
  const answers = make("tbody", {});
  const chooser = make("label", {}, "System ", choice);
  const fields = make("p", { class: "fields" }, make("label", {}, "Wait status ", field), both,
    make("label", {}, make("code", {}, "$?"), " in a shell ", shell));
  place.append(
    make("p", {}, "Click on the bits of a wait status, or type a number:"), fields, note, word,
    make("p", { role: "group", "aria-label": "Examples" }, ...examples), words, make("table", {}, answers));

  function row(asked, where, ...answer) {
    const code = make("code", {}, ...asked.split("|").flatMap(part => [make("wbr", {}), part]));
    answers.append(make("tr", {}, make("th", { scope: "row" }, code, where),
      make("td", {}, ...answer)));
  }
  const told = (yes, colour, text) => yes ? [" ", make("span", { class: colour }, text)] : [];

  function show() {
    const it = decodeWaitStatus(status, system);
    if (count() > 16) word.prepend(above);
    else above.remove();
    if (bits.findIndex(bit => bit.tabIndex === 0) >= count()) reach(15);
    const places = (placesOf[system] ?? placesOf.others)[it.kind] ?? [];
    bits.forEach((bit, i) => {
      const [what] = places.find(([, first, last]) => i <= first && i >= last) ?? [""];
      bit.className = `${what} ${status >> i & 1 ? "one" : ""}`;
      bit.lastChild.textContent = status >> i & 1;
    });
    if (document.activeElement !== field) field.value = hex();
    if (document.activeElement !== shell) shell.value = it.shell === "nothing" ? "" : it.shell;
    for (const input of [field, shell]) input.removeAttribute("aria-invalid");
    choice.value = system;
    if (choosable || system !== "Linux") fields.append(chooser); // an address may name another one
    else chooser.remove();
    note.textContent = "";
    place.classList.remove("old");
    both.textContent = `${hex()} = ${status} = ${status >> 8} × 256 + ${status & 0xff}`;
    words.textContent = it.words;

    answers.replaceChildren();
    const yes = says => says ? "yes" : "no";
    row("WIFEXITED", "", yes(it.exited), ...told(it.exited, "code", `exit code ${families[system].WEXITSTATUS(status)}`));
    row("WIFSIGNALED", "", yes(it.killed), ...told(it.killed, "signal", it.killedBy),
      ...told(it.killed, "core", `core dump: ${yes(it.core)}`));
    row("WIFSTOPPED", "", yes(it.stopped), ...told(it.stopped, "signal", it.stoppedBy));
    row("WIFCONTINUED", "", yes(it.continued));
    row("status // 256", "", it.code, it.shell === it.code ? "" : " ! This is not the exit code.");
    row("waitstatus_to_|exitcode", " in Python", it.python);
    row("$?", " in a shell", it.shell, { killed: " = 128 + the signal",
      stopped: " = 128 + the signal, if the shell has job control" }[it.kind] ?? "");
  }

  // A status has an address: #0x137f, or #0x137f-Apple. Other anchors stay as they are.
  function change(number) {
    status = number;
    show();
    history.replaceState(history.state, "", "#" + hex() + (system === "Linux" ? "" : `-${system.replaceAll(" ", "_")}`));
  }
  function follow() {
    const [, number, name] = location.hash.match(/^#(0x[\da-f]{1,7})(?:-(\w+))?$/i) ?? [];
    if (!number) return show();
    const same = name?.replaceAll("_", " ").toLowerCase();
    system = systems.find(system => system.toLowerCase() === same) ?? "Linux";
    status = Number(number) & most();
    for (const input of [field, shell]) input.blur();
    show();
    place.scrollIntoView();
  }
  window.addEventListener("hashchange", follow);
  window.addEventListener("load", follow);
  show();
}
