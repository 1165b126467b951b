//! The book quotes what the code says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs, process};

/// The chapters that are no lesson: they have no example and no twin.
const NO_LESSON: [&str; 8] = [
    "SUMMARY",
    "introduction",
    "fork",
    "unixes",
    "calls",
    "promises",
    "words",
    "further",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of the files in `folder` that end with `.ending`, without it.
fn names(folder: &str, ending: &str) -> BTreeSet<String> {
    fs::read_dir(root().join(folder))
        .expect(folder)
        .map(|entry| entry.expect(folder).path())
        .filter(|path| path.extension().is_some_and(|end| end == ending))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_string()))
        .collect()
}

fn lessons() -> BTreeSet<String> {
    names("examples", "rs")
}

/// What stands between `](` and `)`.
fn links(text: &str) -> Vec<&str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0))
        .collect()
}

/// The fenced blocks of a language, each with the line on which it starts.
fn blocks(chapter: &str, language: &str) -> Vec<(usize, Vec<String>)> {
    let mut blocks: Vec<(usize, Vec<String>)> = Vec::new();
    let mut inside = None;
    for (number, line) in chapter.lines().enumerate() {
        match (line.strip_prefix("```"), inside) {
            (Some(fence), None) => {
                inside = Some(fence);
                if fence == language {
                    blocks.push((number + 1, Vec::new()));
                }
            }
            (Some(_), Some(_)) => inside = None,
            (None, Some(fence)) if fence == language => {
                let (_, block) = blocks.last_mut().expect("its fence was seen");
                block.push(line.to_string());
            }
            _ => {}
        }
    }
    blocks
}

/// Does the block stand in the text, line after line, moved to the right as a whole or not at all?
fn stands_in(block: &[String], text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    lines.windows(block.len()).any(|window| {
        let indent = window[0].len() - window[0].trim_start().len();
        let less = block[0].len() - block[0].trim_start().len();
        let Some(moved) = indent.checked_sub(less) else {
            return false;
        };
        window.iter().zip(block).all(|(line, quoted)| {
            if quoted.is_empty() {
                line.is_empty()
            } else {
                *line == format!("{}{quoted}", " ".repeat(moved))
            }
        })
    })
}

#[test]
fn every_block_of_a_chapter_stands_word_for_word_in_a_file_that_it_links_to() {
    let mut quoted = 0;
    for chapter in names("docs", "md") {
        let text = read(format!("docs/{chapter}.md"));
        for (language, ending) in [("rust", ".rs"), ("python", ".py")] {
            let sources: Vec<String> = links(&text)
                .into_iter()
                .filter(|link| link.ends_with(ending))
                .map(|link| read(Path::new("docs").join(link)))
                .collect();
            for (line, block) in blocks(&text, language) {
                assert!(
                    sources.iter().any(|source| stands_in(&block, source)),
                    "docs/{chapter}.md:{line}: this block stands in none of the linked files:\n{}",
                    block.join("\n")
                );
                quoted += 1;
            }
        }
    }
    assert!(quoted > 50, "only {quoted} blocks were found");
}

#[test]
fn every_example_has_a_chapter_a_twin_and_a_line_in_the_readme() {
    let chapters = names("docs", "md");
    let no_lesson = NO_LESSON.map(String::from).into();
    assert_eq!(
        chapters
            .difference(&no_lesson)
            .cloned()
            .collect::<BTreeSet<_>>(),
        lessons()
    );
    assert_eq!(names("docs/python", "py"), lessons());
    assert_eq!(
        names("tests/stories", "rs"),
        &lessons() | &["mod".to_string()].into()
    );

    let readme = read("README.md");
    for lesson in lessons() {
        let line = format!("[`{lesson}`](examples/{lesson}.rs)");
        assert!(readme.contains(&line), "README.md does not have {line}");
        let chapter = read(format!("docs/{lesson}.md"));
        let command = format!("cargo run --example {lesson}");
        assert!(
            chapter.contains(&command),
            "docs/{lesson}.md does not say {command}"
        );
        for source in [
            format!("../examples/{lesson}.rs"),
            format!("python/{lesson}.py"),
        ] {
            assert!(
                links(&chapter).contains(&source.as_str()),
                "docs/{lesson}.md: {source}"
            );
        }
    }
}

#[test]
fn an_example_and_its_twin_begin_with_the_same_question() {
    for lesson in lessons() {
        let example = read(format!("examples/{lesson}.rs"));
        let twin = read(format!("docs/python/{lesson}.py"));
        let question = example
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("//! "));
        let asked = twin.lines().next().map(|line| line.trim_matches('"'));
        assert_eq!(question, asked, "{lesson}");
        assert!(
            question.is_some_and(|line| line.ends_with('?')),
            "{lesson}: {question:?}"
        );
    }
}

#[test]
fn every_relative_link_and_picture_exists() {
    let mut files: Vec<PathBuf> = vec!["README.md".into(), "CHANGELOG.md".into()];
    files.extend(
        names("docs", "md")
            .iter()
            .map(|name| Path::new("docs").join(name).with_extension("md")),
    );
    let mut found = 0;
    for file in files {
        let text = read(&file);
        for link in links(&text)
            .into_iter()
            .filter(|link| !link.starts_with("http"))
        {
            let path = link.split('#').next().expect("a link");
            let target = root().join(&file).parent().expect("a folder").join(path);
            assert!(target.exists(), "{}: {link}", file.display());
            found += 1;
        }
    }
    assert!(found > 100, "only {found} links were found");
    for picture in names("docs/images", "svg") {
        let used = names("docs", "md")
            .iter()
            .any(|name| read(format!("docs/{name}.md")).contains(&format!("images/{picture}.svg")));
        assert!(used, "no chapter shows {picture}.svg");
    }
}

#[test]
fn the_summary_lists_every_chapter_once_and_each_chapter_leads_to_the_next() {
    let summary = read("docs/SUMMARY.md");
    let order = links(&summary);
    let listed: BTreeSet<String> = order.iter().map(|link| link.replace(".md", "")).collect();
    assert_eq!(listed.len(), order.len(), "a chapter is listed twice");
    let mut chapters = names("docs", "md");
    chapters.remove("SUMMARY");
    assert_eq!(listed, chapters);

    for pair in order.windows(2) {
        let chapter = read(format!("docs/{}", pair[0]));
        let end = chapter
            .rsplit("Next:")
            .next()
            .expect("rsplit gives at least one");
        assert_eq!(
            links(end),
            [pair[1]],
            "docs/{} should end with Next: {}",
            pair[0],
            pair[1]
        );

        // The link, the summary and the page itself call a chapter by one name.
        let text = read(format!("docs/{}", pair[1]));
        let title = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# "))
            .expect("a title");
        let entry = format!("[{title}]({})", pair[1]);
        assert!(summary.contains(&entry), "SUMMARY.md should have {entry}");
        let link = end.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            link.starts_with(&entry),
            "docs/{} should end with Next: {entry}",
            pair[0]
        );
    }
}

#[test]
fn the_picture_of_cost_shows_the_figures_of_its_transcript() {
    let chapter = read("docs/cost.md");
    let picture = read("docs/images/cost.svg");
    let (_, transcript) = blocks(&chapter, "")
        .into_iter()
        .next()
        .expect("a transcript");
    let words: Vec<&str> = transcript
        .iter()
        .flat_map(|line| line.split_whitespace())
        .collect();
    let times = words
        .windows(2)
        .filter(|pair| pair[1] == "ms")
        .map(|pair| pair[0]);
    assert_eq!(times.clone().count(), 8);
    for time in times {
        assert!(
            picture.contains(&format!(">{time} ms<")),
            "cost.svg does not have {time}"
        );
    }
}

#[test]
fn every_promise_names_a_test_that_there_is() {
    let tests: String = names("tests", "rs")
        .iter()
        .map(|name| read(format!("tests/{name}.rs")))
        .collect();
    let chapter = read("docs/promises.md");
    let mut promises = 0;
    for row in chapter
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("tests/"))
    {
        let last = row
            .trim_end_matches(" |")
            .rsplit(" | ")
            .next()
            .expect("a cell");
        let named: Vec<&str> = last.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no promise without a test: {row}");
        for name in named {
            assert!(
                tests.contains(&format!("fn {name}()")),
                "there is no test {name}"
            );
            promises += 1;
        }
    }
    assert!(promises > 20, "only {promises} were found");
}

/// Builds the book, and gives its folder.
fn built() -> PathBuf {
    static BOOK: LazyLock<PathBuf> = LazyLock::new(|| {
        let built = Command::new("mdbook")
            .args(["build", "docs"])
            .current_dir(root())
            .output();
        let built = built.expect("mdbook runs");
        let said = String::from_utf8_lossy(&built.stderr) + String::from_utf8_lossy(&built.stdout);
        assert!(built.status.success(), "{said}");
        assert!(!said.contains("WARN") && !said.contains("ERROR"), "{said}");
        root().join("target/book")
    });
    BOOK.clone()
}

#[test]
#[ignore = "needs mdbook"]
fn the_book_builds_without_a_warning_and_no_link_in_it_is_dead() {
    let book = built();
    let mut found = 0;
    for page in names("target/book", "html") {
        let html = read(book.join(&page).with_extension("html"));
        let attributes = html
            .split(" href=\"")
            .chain(html.split(" src=\"").skip(1))
            .skip(1);
        for link in attributes.filter_map(|rest| Some(rest.split_once('"')?.0)) {
            if link.contains("://") || link.starts_with("data:") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            // The book is served as a site, and there is nothing above its root.
            let path = path.trim_start_matches("../");
            let target = match path {
                "" => book.join(&page).with_extension("html"),
                path => book.join(path),
            };
            assert!(target.exists(), "{page}.html: {link}");
            if !anchor.is_empty() && target.extension().is_some_and(|end| end == "html") {
                let id = format!("id=\"{anchor}\"");
                assert!(read(&target).contains(&id), "{page}.html: {link}");
            }
            found += 1;
        }
    }
    assert!(found > 500, "only {found} links were found");
}

/// Opens every page in frames of three widths, light and dark, and prints what is wrong.
const LOOK_AT_EVERY_PAGE: &str = r##"<!doctype html><pre id="found"></pre><script>
const contrast = (a, b) => {
  const light = rgb => rgb.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const [x, y] = [light(a), light(b)].sort((x, y) => y - x);
  return (x + .05) / (y + .05);
};
const numbers = colour => colour.match(/[\d.]+/g).map(Number);
const ground = element => {
  for (; element; element = element.parentElement) {
    const c = numbers(getComputedStyle(element).backgroundColor);
    if (c.length == 3 || c[3] > .9) return c.slice(0, 3);
  }
  return [255, 255, 255];
};
async function look() {
  let looked = 0, found = [];
  for (const page of PAGES) for (const width of [390, 1280, 1440]) for (const theme of ["light", "navy"]) {
    const frame = document.createElement("iframe");
    frame.style = `width:${width}px;height:900px;border:0`;
    const loaded = new Promise(done => frame.onload = done);
    localStorage.setItem("mdbook-theme", theme);
    frame.src = page + ".html";
    document.body.append(frame);
    await loaded;
    await new Promise(done => setTimeout(done, 150));
    const doc = frame.contentDocument, html = doc.documentElement;
    const say = text => found.push(`${page} ${width} ${theme}: ${text}`);
    if (!html.classList.contains(theme)) say("has another theme");
    if (html.scrollWidth > width) say(`is ${html.scrollWidth} wide`);
    for (const e of doc.querySelectorAll("main td > pre, main td > pre > code, main img, main p"))
      if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display != "inline")
        say(`cut off: ${e.textContent.slice(0, 40)}`);
    for (const img of doc.querySelectorAll("main img"))
      if (img.naturalWidth == 0 || !img.alt) say(`picture ${img.src}`);
    const size = e => parseFloat(getComputedStyle(e).fontSize);
    for (const e of doc.querySelectorAll("main td > pre > code")) if (size(e) < 12) say(`font of ${size(e)}`);
    for (const row of doc.querySelectorAll("main tr:has(> td > pre)")) {
      const [a, b] = [...row.children].map(cell => cell.getBoundingClientRect());
      if (width >= 1280 ? a.top != b.top : a.bottom > b.top + 1) say("columns do not stand as they should");
    }
    for (const e of doc.querySelectorAll("main *")) {
      const own = [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim());
      const style = getComputedStyle(e);
      if (!own || style.visibility == "hidden" || e.closest("button, svg, .buttons")) continue;
      const ratio = contrast(numbers(style.color).slice(0, 3), ground(e));
      if (ratio < 3) say(`contrast ${ratio.toFixed(1)}: ${e.textContent.slice(0, 40)}`);
    }
    frame.remove();
    looked++;
  }
  document.getElementById("found").textContent = [...new Set(found), `looked ${looked} times`].join("\n");
  document.title = "done";
}
look();
</script>"##;

#[test]
#[ignore = "needs mdbook and chromium"]
fn every_page_of_the_book_fits_a_phone_and_a_wide_screen_in_light_and_dark() {
    let book = built();
    let mut pages = names("docs", "md");
    pages.remove("SUMMARY");
    let pages: Vec<String> = pages.into_iter().collect();
    let look = LOOK_AT_EVERY_PAGE.replace("PAGES", &format!("{pages:?}"));
    let file = book.join("look-at-every-page.html");
    fs::write(&file, look).expect("the page is written");

    let profile = env::temp_dir().join(format!("fork-and-wait-chromium-{}", process::id()));
    let output = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--allow-file-access-from-files",
        ])
        .args([
            "--window-size=1500,1000",
            "--virtual-time-budget=600000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("chromium runs");
    fs::remove_file(&file).expect("the page goes");
    fs::remove_dir_all(&profile).expect("the profile goes");

    let dom = String::from_utf8_lossy(&output.stdout);
    let found = dom
        .split("<pre id=\"found\">")
        .nth(1)
        .and_then(|rest| rest.split("</pre>").next());
    let looked = format!("looked {} times", pages.len() * 3 * 2);
    assert_eq!(
        found,
        Some(looked.as_str()),
        "{}",
        found.unwrap_or("chromium showed nothing")
    );
}
