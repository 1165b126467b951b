//! The book that mdBook makes, its links and what a browser shows of it. The pages that drive the
//! browser stand in tests/browser/: each prints into its `<pre id="found">` what is wrong.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs, process};

/// The folder of the book, which is built once.
static BOOK: LazyLock<PathBuf> = LazyLock::new(|| {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/book");
    build(&book);
    book
});

fn build(book: &Path) {
    let said = output_of(Command::new("mdbook").args(["build", "docs", "-d"]).arg(book));
    assert!(!said.contains("WARN") && !said.contains("ERROR"), "{said}");
}

/// Runs a command, which must succeed, in the folder of the project.
fn output_of(command: &mut Command) -> String {
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("it starts");
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).expect("text"));
    assert!(output.status.success(), "{command:?}: {said:?}");
    said.concat()
}

#[test]
#[ignore = "needs mdbook and linkchecker"]
fn linkchecker_finds_no_dead_link_and_no_dead_anchor_but_those_planted_here() {
    // It lies elsewhere here, where anybody may read it: no link leads out of the book.
    let book = env::temp_dir().join(format!("fork-and-wait-{}-links", process::id()));
    build(&book);
    let planted = book.join("planted.html");
    let links = ["nowhere.html", "fork.html#nowhere", "fork.html#steps=PP", "fork.html"];
    let links = links.map(|link| format!("<a href=\"{link}\">{link}</a>"));
    fs::write(&planted, links.concat()).expect("the page is written");

    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/linkchecker.ini");
    let output = Command::new("timeout")
        .args(["300", "linkchecker", "--no-status", "--output=csv", "--config", config])
        .args([&book.join("index.html"), &planted])
        .output()
        .expect("linkchecker runs");
    let _ = fs::remove_dir_all(&book);

    let said = String::from_utf8_lossy(&output.stdout);
    let found = said.lines().filter(|line| line.contains(".html"));
    let (planted, dead): (Vec<_>, Vec<_>) = found.partition(|line| line.contains("planted.html"));
    assert!(dead.is_empty(), "\n{}", dead.join("\n"));
    assert_eq!(planted.len(), 2, "{said}");
}

/// Puts a page from tests/browser/ into the book, with some of its words replaced, opens it in a
/// browser, and gives what it found.
fn in_browser(page: &str, replace: &[(&str, &str)]) -> String {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let mut html = fs::read_to_string(source.join(page)).expect(page);
    let open = concat!("<script>\n", include_str!("browser/open.js"), "</script>");
    html = html.replace("<script src=\"open.js\"></script>", open);
    for (word, value) in replace {
        html = html.replace(word, value);
    }
    let file = BOOK.join(format!("test-{page}"));
    fs::write(&file, html).expect("the page is written");

    let profile = env::temp_dir().join(format!("fork-and-wait-{}-{page}", process::id()));
    let output = Command::new("timeout")
        .args(["600", "chromium", "--headless", "--no-sandbox"])
        .args(["--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg("--allow-file-access-from-files")
        .args(["--window-size=1500,1000", "--virtual-time-budget=600000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("chromium runs");
    let _ = fs::remove_file(&file);
    let _ = fs::remove_dir_all(&profile);

    let dom = String::from_utf8_lossy(&output.stdout);
    let found = dom.split("<pre id=\"found\">").nth(1);
    let found = found.and_then(|rest| rest.split("</pre>").next());
    let found = found.expect("chromium shows the page");
    found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
#[ignore = "needs mdbook and chromium"]
fn every_page_is_whole_and_fit_to_read_on_a_phone_a_wide_screen_and_paper_in_light_and_dark() {
    let files = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/docs")).expect("docs").flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    let chapters = names.filter_map(|name| Some(name.strip_suffix(".md")?.to_string()));
    let chapters: Vec<String> = chapters.filter(|name| name != "SUMMARY").collect();
    let pages = format!("{chapters:?}");
    let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/target/tools/node_modules/axe-core/axe.min.js");
    assert!(Path::new(axe).exists(), "npm install --prefix target/tools axe-core@4");
    let replace = [("PAGES", pages.as_str()), ("AXE", &format!("file://{axe}"))];
    let found = in_browser("look_at_every_page.html", &replace);
    assert_eq!(found, format!("looked {} times", chapters.len() * 6));
}

/// The chapters, and what people type who should find them: none of it is a title.
const SEARCHES: [[&str; 2]; 27] = [
    ["exit_status", "$?, 137, 256, core dumped, segfault"],
    ["cost", "copy on write"],
    ["usage", "CPU time, OOM"],
    ["full_pipe", "capture output, deadlock"],
    ["daemon", "daemonize, double fork"],
    ["zombie", "defunct, zombie"],
    ["process_1", "docker stop"],
    ["blocking", "ECHILD, wait for multiple children"],
    ["interrupted", "EINTR"],
    ["event_loop", "epoll, pidfd"],
    ["printed_twice", "exit vs _exit, printed twice"],
    ["inherited", "file descriptor leak"],
    ["too_many", "fork bomb"],
    ["shutdown", "graceful shutdown"],
    ["process_group", "killpg, process group"],
    ["orphan", "orphan, subreaper"],
    ["pipeline", "pipefail, SIGPIPE"],
    ["same_dice", "random seed"],
    ["redirect", "redirect"],
    ["shared_memory", "shared memory"],
    ["sigchld", "SIGCHLD"],
    ["restart", "supervisor"],
    ["timeout", "timeout"],
    ["nohang", "WNOHANG"],
    ["pool", "worker pool, xargs"],
    ["conversation", "line by line, stdbuf"],
    ["environment", "setenv, export"],
];

#[test]
#[ignore = "needs mdbook and chromium"]
fn what_people_type_into_the_search_leads_to_the_chapter_that_answers() {
    let found = in_browser("search.html", &[("SEARCHES", &format!("{SEARCHES:?}"))]);
    if found != "every search leads to its chapter" {
        eprintln!("{found}");
        assert!(found.lines().count() <= 4, "too many searches miss");
    }
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs mdbook, chromium and python3"]
fn the_steps_to_take_show_what_is_seen_with_real_processes() {
    let [player, page] = ["tests/browser/steps.py", "docs/steps.js"];
    let table = output_of(Command::new("python3").args(["-u", player, page]));
    let script = include_str!("../docs/steps.js");
    let found = in_browser("steps.html", &[("SCRIPT", script), ("TABLE", &table)]);
    assert_eq!(found, "took all steps");

    // Without a script, the picture is there.
    let html = fs::read_to_string(BOOK.join("fork.html")).expect("the page");
    let place = html.split_once("<div class=\"steps\"").expect("the place").1;
    assert!(place.split("</div>").next().expect("its end").contains("images/fork.svg"));
}

/// Those of Python are played by the test above.
#[test]
#[ignore = "needs a build of its own"]
fn the_lines_of_rust_beside_the_steps_to_take_do_what_those_of_python_do() {
    let rows = include_str!("../docs/steps.js").split("const stepLines = [\n").nth(1);
    let rows = rows.and_then(|rest| rest.split("\n];").next()).expect("the lines");
    let rust = rows.lines().map(|row| row.split("\", \"").nth(1).expect("both languages"));
    let rust = rust.map(|line| line.trim_end_matches("\"],").to_string() + "\n");
    let lines = rust.collect::<String>().replace("\\n", "\n").replace("\\\"", "\"");
    let uses = "use fork_and_wait::{fork, wait};\nuse std::{io, process};\n";
    let program = format!("{uses}fn main() -> io::Result<()> {{\n{lines}Ok(())\n}}\n");

    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let [source, bin] = ["lines.rs", "lines"].map(|name| target.join(name));
    fs::write(&source, program).expect("the program is written");
    output_of(Command::new(env!("CARGO")).args(["build", "-q", "--target-dir"]).arg(target));
    let [deps, rlib] =
        ["deps", "libfork_and_wait.rlib"].map(|name| target.join("debug").join(name));
    let rlib = format!("fork_and_wait={}", rlib.display());
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "--extern", &rlib, "-L"]).arg(deps);
    output_of(rustc.arg("-o").arg(&bin).arg(source));
    let printed = output_of(&mut Command::new(bin));
    assert!(printed.starts_with("child\n") && printed.ends_with(" 7\n"), "{printed}");
}

#[test]
#[ignore = "needs mdbook and chromium"]
fn the_wait_status_to_play_with_answers_clicks_keys_and_addresses() {
    assert_eq!(in_browser("play.html", &[]), "played on two pages");
}

// The arithmetic of the page beside that of the crate.

/// For each system the lines that the page should say of its statuses. The crate names the signals of
/// the system that it is compiled for, so where HERE is another one, the page leaves the names out.
macro_rules! every_status {
    ($($family:ident $name:literal)*) => {
        fn every_status() -> String {
            [$({
                use fork_and_wait::{WaitStatus::*, family::$family::*};
                let lines: Vec<String> = statuses().map(|status| {
                    let is = [
                        WIFEXITED(status), WIFSIGNALED(status), WIFSTOPPED(status), WIFCONTINUED(status)
                    ];
                    let words = from_raw(status);
                    let python = match (WIFEXITED(status), WIFSIGNALED(status)) {
                        (true, _) => WEXITSTATUS(status).to_string(),
                        (false, true) if WTERMSIG(status) > 0 => (-WTERMSIG(status)).to_string(),
                        _ => "ValueError".into(),
                    };
                    let shell = match words {
                        Exited { code } => code.to_string(),
                        Signaled { signal, .. } | Stopped { signal } => (128 + signal).to_string(),
                        Continued | Unknown { .. } => "nothing".into(),
                    };
                    format!("{is:?} | {words} | {} | {python} | {shell}", status / 256)
                }).collect();
                format!("{:?}: {lines:?},\n", $name)
            }),*].concat()
        }
    };
}
every_status! {
    linux "Linux"
    linux_mips "Linux on MIPS"
    apple "Apple"
    freebsd "FreeBSD"
    dragonfly "DragonFly"
    netbsd "NetBSD"
    openbsd "OpenBSD"
    solaris "Solaris"
    haiku "Haiku"
    aix "AIX"
    cygwin "Cygwin"
    qnx "QNX"
}

/// Every value of sixteen bits, and some of those above, where Haiku and AIX have more to say.
fn statuses() -> impl Iterator<Item = i32> {
    (0..=0xffff).chain((0x1_0000..0x200_0000).step_by(997)).chain((0..0x200).map(|high| high << 16))
}

#[test]
#[ignore = "needs mdbook and chromium"]
fn the_wait_status_to_play_with_says_what_the_crate_says_of_every_status_on_every_system() {
    let script = include_str!("../docs/wait_status.js");
    let here = if cfg!(target_os = "linux") { "Linux" } else { "" };
    let tables = format!("{{{}}}", every_status());
    let count = statuses().count();
    let statuses = format!("{:?}", statuses().collect::<Vec<_>>());
    let replace =
        [("SCRIPT", script), ("HERE", here), ("TABLES", &tables), ("STATUSES", &statuses)];
    let found = in_browser("every_status.html", &replace);
    assert_eq!(found, format!("compared {} statuses", 12 * count));
}
