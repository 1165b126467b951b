//! The book that mdBook makes, its links and what a browser shows of it. The pages that drive the
//! browser stand in tests/browser/: each prints into its `<pre id="found">` what is wrong.

#![allow(non_snake_case)] // the names of C's macros

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs, process};

use fork_and_wait::{WCOREDUMP, WEXITSTATUS, WTERMSIG, WaitStatus, c_int, waitstatus_to_exitcode};

/// The book, built once: its folder, and the names of its chapters.
static BOOK: LazyLock<(PathBuf, BTreeSet<String>)> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let book = root.join("target/book");
    let built = Command::new("mdbook")
        .args(["build", "docs"])
        .current_dir(root)
        .output()
        .expect("mdbook runs");
    let said = String::from_utf8_lossy(&built.stderr) + String::from_utf8_lossy(&built.stdout);
    assert!(built.status.success(), "{said}");
    assert!(!said.contains("WARN") && !said.contains("ERROR"), "{said}");

    let chapters = fs::read_dir(root.join("docs")).expect("docs").flatten();
    let mut chapters: BTreeSet<String> = chapters
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".md")?.to_string()))
        .collect();
    chapters.remove("SUMMARY");
    (book, chapters)
});

#[test]
#[ignore = "needs mdbook"]
fn the_book_builds_without_a_warning_and_no_link_in_it_is_dead_wherever_it_lies() {
    let (book, chapters) = &*BOOK;
    let mut found = 0;
    let mut dead = Vec::new();
    for page in chapters.iter().map(String::as_str).chain(["index", "toc"]) {
        let html = fs::read_to_string(book.join(format!("{page}.html"))).expect(page);
        for attribute in [" href=\"", " src=\""] {
            for rest in html.split(attribute).skip(1) {
                let link = rest.split('"').next().expect("a link");
                if link.contains("://") || link.starts_with("data:") {
                    continue;
                }
                found += 1;
                if !leads_somewhere(book, page, link) {
                    dead.push(format!("{page}.html: {link}"));
                }
            }
        }
    }
    assert!(dead.is_empty(), "\n{}", dead.join("\n"));
    assert!(found > 500, "only {found} links were found");
}

/// Every page lies in the book's own folder, so a link that goes up, or begins at the root of a
/// site, leaves the book.
fn leads_somewhere(book: &Path, page: &str, link: &str) -> bool {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let stays = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if !Path::new(path).components().all(stays) {
        return false;
    }
    let target = match path {
        "" => book.join(format!("{page}.html")),
        path => book.join(path),
    };
    let Ok(bytes) = fs::read(target) else {
        return false;
    };
    let text = String::from_utf8_lossy(&bytes);
    anchor.is_empty()
        || text.contains(&format!("id=\"{anchor}\""))
        || anchor.starts_with("0x") && text.contains("class=\"wait-status\"")
}

/// Puts a page from tests/browser/ into the book, with some of its words replaced, opens it in a
/// browser, and gives what it found.
fn in_browser(page: &str, replace: &[(&str, &str)]) -> String {
    let (book, _) = &*BOOK;
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let mut html = fs::read_to_string(source.join(page)).expect(page);
    let open = fs::read_to_string(source.join("open.js")).expect("open.js");
    let open = format!("<script>\n{open}</script>");
    html = html.replace("<script src=\"open.js\"></script>", &open);
    for (word, value) in replace {
        html = html.replace(word, value);
    }
    let file = book.join(format!("test-{page}"));
    fs::write(&file, html).expect("the page is written");

    let profile = env::temp_dir().join(format!("fork-and-wait-{}-{page}", process::id()));
    let output = Command::new("timeout")
        .args(["600", "chromium", "--headless", "--no-sandbox"])
        .args(["--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--allow-file-access-from-files"])
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
fn every_page_fits_a_phone_and_a_wide_screen_in_light_and_dark() {
    let (_, chapters) = &*BOOK;
    let pages = format!("{:?}", chapters.iter().collect::<Vec<_>>());
    let found = in_browser("look_at_every_page.html", &[("PAGES", &pages)]);
    assert_eq!(found, format!("looked {} times", chapters.len() * 3 * 2));
}

#[test]
#[ignore = "needs mdbook and chromium"]
fn searching_the_book_leads_to_the_right_page_first() {
    let searches = r#"{
        "137": ["exit_status"],
        "256": ["exit_status"],
        "zombie": ["zombie"],
        "defunct": ["zombie"],
        "ECHILD": ["blocking", "careful", "calls", "words"],
        "docker stop": ["process_1"],
        "printed twice": ["printed_twice"],
    }"#;
    let found = in_browser("search.html", &[("SEARCHES", searches)]);
    assert_eq!(found, "searched 7 times");
}

#[test]
#[ignore = "needs mdbook and chromium"]
fn the_wait_status_to_play_with_answers_clicks_keys_and_addresses() {
    assert_eq!(in_browser("play.html", &[]), "played on two pages");
}

// The arithmetic of the page beside that of the crate.

#[path = "../src/status/apple.rs"]
mod apple;
#[path = "../src/status/dragonfly.rs"]
mod dragonfly;
#[path = "../src/status/freebsd.rs"]
mod freebsd;
#[path = "../src/status/linux.rs"]
mod linux;
#[path = "../src/status/netbsd.rs"]
mod netbsd;
#[path = "../src/status/openbsd.rs"]
mod openbsd;
#[path = "../src/status/solaris.rs"]
mod solaris;

/// The system whose sentences and names of signals the crate has on this machine.
const HERE: &str = match () {
    _ if cfg!(target_os = "linux") => "Linux",
    _ if cfg!(target_vendor = "apple") => "Apple",
    _ => "",
};

/// What the page should say of a status, in a line. The names of signals stand in it on the system
/// that this machine has.
fn expected(system: &str, status: c_int, is: [bool; 4], stopped_by: c_int) -> String {
    let [exited, killed, stopped, continued] = is;
    let code = WEXITSTATUS(status);
    let signal = WTERMSIG(status);
    let core = if WCOREDUMP(status) { ", core dumped" } else { "" };
    let nothing = "nothing".to_string();

    // The order of WaitStatus::from_raw.
    let (words, shell) = if continued {
        ("continued".into(), nothing)
    } else if exited {
        (format!("exited with {code}"), code.to_string())
    } else if killed {
        (format!("killed by signal {signal}{core}"), (128 + signal).to_string())
    } else if stopped {
        (format!("stopped by signal {stopped_by}"), (128 + stopped_by).to_string())
    } else {
        (format!("unknown wait status {status:#06x}"), nothing)
    };
    let python = match is {
        [true, ..] => Some(code),
        [_, true, ..] if signal > 0 => Some(-signal),
        _ => None,
    };
    let (words, python) = match system {
        HERE => (WaitStatus::from_raw(status).to_string(), waitstatus_to_exitcode(status)),
        _ => (words, python),
    };
    let python = python.map_or("ValueError".to_string(), |code| code.to_string());
    format!(
        "{exited} {killed} {stopped} {continued} | {words} | {} | {python} | {shell}",
        status / 256
    )
}

macro_rules! tables {
    ($($family:ident $name:literal)*) => {
        [$(($name, (0..=0xffff).map(|status| {
            let is = [
                $family::WIFEXITED(status),
                $family::WIFSIGNALED(status),
                $family::WIFSTOPPED(status),
                $family::WIFCONTINUED(status),
            ];
            expected($name, status, is, $family::WSTOPSIG(status))
        }).collect::<Vec<String>>())),*]
    };
}

#[test]
#[ignore = "needs mdbook and chromium"]
fn the_wait_status_to_play_with_says_what_the_crate_says_of_every_status_on_every_system() {
    let tables = tables! {
        linux "Linux"
        apple "Apple"
        freebsd "FreeBSD"
        dragonfly "DragonFly"
        netbsd "NetBSD"
        openbsd "OpenBSD"
        solaris "Solaris"
    };
    let tables: String =
        tables.iter().map(|(name, table)| format!("{name:?}: {table:?},\n")).collect();
    let script = include_str!("../docs/wait_status.js");
    let replace = [("SCRIPT", script), ("HERE", HERE), ("TABLES", &format!("{{{tables}}}"))];
    let found = in_browser("every_status.html", &replace);
    assert_eq!(found, "compared 458752 statuses");
}
