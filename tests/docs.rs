//! The book quotes what the code says, and each page has the parts of its form. (tests/browser.rs
//! looks at the book that mdBook makes of it.)
//!
//! What stands twice is written by `BLESS=1 cargo test --test docs`: the programs in the chapters, and
//! the lists of lessons in README.md and docs/questions.md.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

/// The chapters that are no lesson: they have no example and no twin.
const NO_LESSON: &str = "SUMMARY introduction fork questions calls promises words further";

fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of the files in `folder` that end with `.ending`, without it.
fn names(folder: &str, ending: &str) -> BTreeSet<String> {
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect(folder);
    let names = files.map(|file| file.expect(folder).file_name().into_string().expect("text"));
    names.filter_map(|name| Some(name.strip_suffix(ending)?.strip_suffix('.')?.into())).collect()
}

fn lessons() -> BTreeSet<String> {
    names("examples", "rs")
}

fn chapter(name: &str) -> String {
    read(format!("docs/{name}.md"))
}

/// What stands between `](` and `)`, outside fenced blocks.
fn links(text: &str) -> Vec<String> {
    let prose: String = text.split("```").step_by(2).collect();
    let links = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    links.map(|(link, _)| link.to_string()).collect()
}

/// What stands between backticks, outside fenced blocks.
fn in_code_font(text: &str) -> Vec<String> {
    let prose: String = text.split("```").step_by(2).collect();
    prose.split('`').skip(1).step_by(2).map(String::from).collect()
}

/// The fenced blocks of a language, line by line.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<Vec<&'a str>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().map(|line| (line, line.trim_start().strip_prefix("```")));
    while let Some((_, fence)) = lines.next() {
        if fence.is_some() {
            let block = lines.by_ref().take_while(|(_, fence)| fence.is_none());
            let block: Vec<&str> = block.map(|(line, _)| line).collect();
            if fence == Some(language) {
                blocks.push(block);
            }
        }
    }
    blocks
}

/// The lines, all moved to the left by as much as the leftmost allows.
fn at_the_left(lines: &[&str]) -> Vec<String> {
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let least = lines.iter().filter(|line| !line.is_empty()).map(indent).min().unwrap_or(0);
    lines.iter().map(|line| line.get(least..).unwrap_or("").to_string()).collect()
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What stands behind a heading, up to the next one.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let rest = text.split_once(&format!("\n## {heading}\n")).map_or("", |(_, rest)| rest);
    rest.split("\n## ").next().expect("a part")
}

/// A program without its header: from its first `use` or import on.
fn without_header(program: &str) -> &str {
    let starts = ["use ", "import ", "from "].map(|word| format!("\n{word}"));
    let start = starts.iter().filter_map(|start| program.find(start)).min();
    program[start.expect("a program imports something")..].trim()
}

/// The file has this text, or, with BLESS=1, gets it.
fn holds(path: &str, expected: &str) -> Result<(), String> {
    if read(path) == expected {
        return Ok(());
    }
    if env::var_os("BLESS").is_none() {
        return Err(format!("{path} is out of date: BLESS=1 cargo test --test docs"));
    }
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(path), expected).expect(path);
    Ok(())
}

#[test]
fn every_lesson_has_its_five_files_and_a_line_in_the_summary() {
    let summary = links(&read("docs/SUMMARY.md"));
    let stories = read("tests/stories/mod.rs");
    let mut missing = Vec::new();
    let mut all = lessons();
    all.extend(names("docs/python", "py"));
    all.extend(
        names("docs", "md")
            .into_iter()
            .filter(|name| !NO_LESSON.split(' ').any(|other| other == name)),
    );
    all.extend(names("tests/stories", "rs").into_iter().filter(|name| name != "mod"));
    for name in all {
        for path in [
            format!("examples/{name}.rs"),
            format!("docs/python/{name}.py"),
            format!("docs/{name}.md"),
            format!("docs/images/{name}.svg"),
            format!("tests/stories/{name}.rs"),
        ] {
            if !Path::new(env!("CARGO_MANIFEST_DIR")).join(&path).exists() {
                missing.push(format!("write {path}"));
            }
        }
        if !stories.contains(&format!("pub mod {name};\n")) {
            missing.push(format!("add `pub mod {name};` to tests/stories/mod.rs"));
        }
        if !stories.contains(&format!("    {name}:")) {
            missing.push(format!("add `{name}:;` to every_lesson! in tests/stories/mod.rs"));
        }
        if !summary.contains(&format!("{name}.md")) {
            missing.push(format!("add [the question]({name}.md) to docs/SUMMARY.md"));
        }
    }
    assert_none(&missing);
}

#[test]
fn a_lesson_asks_one_question_and_shows_one_run() {
    let mut differ = Vec::new();
    for lesson in lessons() {
        let example = read(format!("examples/{lesson}.rs"));
        let header = example.lines().map_while(|line| line.strip_prefix("//!"));
        let header: Vec<&str> = header.map(str::trim).collect();
        let question = header[0];
        assert!(question.ends_with('?'), "examples/{lesson}.rs begins with its question");
        let twin = read(format!("docs/python/{lesson}.py"));
        if !twin.starts_with(&format!("\"\"\"{question}\"\"\"\n")) {
            differ.push(format!("docs/python/{lesson}.py should begin with \"{question}\""));
        }
        let text = chapter(&lesson);
        if !text.starts_with(&format!("# {question}\n")) {
            differ.push(format!("docs/{lesson}.md should begin with \"# {question}\""));
        }
        let run = blocks(&text, "").into_iter().next().unwrap_or_default();
        let command = format!("$ cargo run --example {lesson}");
        if !run.first().is_some_and(|line| line.starts_with(&command)) {
            differ.push(format!("the first run in docs/{lesson}.md should begin with {command}"));
            continue;
        }
        let printed = run[1..].iter().take_while(|line| !line.starts_with("$ "));
        let others = printed.filter(|line| !header.contains(&line.trim()));
        differ.extend(others.map(|line| {
            format!("docs/{lesson}.md and the header of the example show two runs: {line}")
        }));
    }
    assert_none(&differ);
}

const PARTS: [&str; 7] = [
    "Side by side",
    "What can go wrong",
    "In your own program",
    "Try it",
    "Details",
    "The program",
    "",
];

/// The form of a lesson, and its main line: what a newcomer reads once.
#[test]
fn every_chapter_of_a_lesson_has_its_parts_in_order_and_a_short_main_line() {
    let mut wrong = Vec::new();
    for lesson in lessons() {
        let text = chapter(&lesson);
        let mut say = |what: String| wrong.push(format!("docs/{lesson}.md: {what}"));
        let headings: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let parts = PARTS.iter().filter(|part| **part != "Details" || headings.contains(part));
        if !headings.iter().eq(parts.filter(|part| !part.is_empty())) {
            say(format!("its parts are {headings:?}, and should be {PARTS:?}"));
        }
        let main = text.split("\n## In your own program").next().expect("a part");
        let prose: String = main.split("```").step_by(2).collect();
        let words = prose.split_whitespace().filter(|word| !word.starts_with('<')).count();
        if words > 600 {
            say(format!("its main line has {words} words, and may have 600"));
        }
        let picture = format!("](images/{lesson}.svg)");
        if !main.split("\n## ").next().expect("a part").contains(&picture) {
            say(format!("no picture {picture} before the first heading"));
        }
        if !section(&text, "Try it").contains("<details><summary>") {
            say("no folded answer: <details><summary>Answer</summary>".into());
        }
        if !section(&text, "In your own program").contains("](http") {
            say("\"In your own program\" has no link to what to call instead".into());
        }
        if !text.contains("[All questions](questions.md)") {
            say("no link [All questions](questions.md) before the next chapter".into());
        }
        if text.contains("{{#") {
            say("a code host shows {{# }} as it stands".into());
        }
    }
    assert_none(&wrong);
}

/// Both programs stand in the page itself, so that it is whole wherever it is opened.
#[test]
fn every_chapter_of_a_lesson_shows_both_programs_as_they_are() {
    let mut wrong = Vec::new();
    for lesson in lessons() {
        let (rust, python) = (format!("examples/{lesson}.rs"), format!("python/{lesson}.py"));
        let programs = format!(
            "\n`{rust}`\n\n```rust\n{}\n```\n\n[`docs/{python}`]({python})\n\n```python\n{}\n```\n",
            without_header(&read(&rust)),
            without_header(&read(format!("docs/{python}"))),
        );
        let path = format!("docs/{lesson}.md");
        let text = read(&path);
        let shown = section(&text, "The program");
        let first = format!("\n`{rust}`\n");
        if !shown.starts_with(&first) {
            wrong.push(format!("{path}: ## The program should begin with `{rust}`"));
            continue;
        }
        // Behind the last fence stand the manual pages and the next chapter.
        let end = shown.rfind("```\n").map_or(shown.len(), |fence| fence + 4);
        wrong.extend(holds(&path, &text.replace(&shown[..end], &programs)).err());
    }
    assert_none(&wrong);
}

/// The lines that the chapter is about, side by side: they stand in the two programs in this order,
/// whatever their indentation there and with comments in between, and they fit beside each other.
#[test]
fn the_lines_side_by_side_stand_in_the_two_programs_and_fit_the_page() {
    let mut wrong = Vec::new();
    for lesson in lessons() {
        let text = chapter(&lesson);
        let table = section(&text, "Side by side");
        let mut widths = 0;
        for (language, path) in [
            ("python", format!("docs/python/{lesson}.py")),
            ("rust", format!("examples/{lesson}.rs")),
        ] {
            let program = read(&path);
            let shown = blocks(table, language);
            let mut say =
                |what: String| wrong.push(format!("docs/{lesson}.md, {language}: {what}"));
            if shown.is_empty() {
                say("no lines side by side".into());
            }
            for block in &shown {
                let code = block.join("\n");
                let count = |all: &str| code.matches(|c| all.contains(c)).count();
                if count("([{") != count(")]}") || block[0].starts_with(' ') || block.len() > 6 {
                    say(format!("not complete, indented, or too long:\n{code}"));
                }
                let mut rest = program.lines().map(str::trim);
                let missing = block.iter().find(|line| !rest.any(|other| other == line.trim()));
                if let Some(line) = missing {
                    say(format!("not in {path}, or not in this order: {line}"));
                }
            }
            widths += shown.iter().flatten().map(|line| line.len()).max().unwrap_or(0);
        }
        if widths > 100 {
            wrong.push(format!("docs/{lesson}.md: {widths} columns side by side, and 100 fit"));
        }
    }
    assert_none(&wrong);
}

/// In the pages that are no lesson.
#[test]
fn every_block_of_code_stands_word_for_word_in_a_file_that_its_page_names() {
    let mut quoted = 0;
    let mut invented = Vec::new();
    for name in NO_LESSON.split(' ') {
        let text = chapter(name);
        for (language, ending) in [("rust", ".rs"), ("python", ".py")] {
            let named = in_code_font(&text).into_iter();
            let sources: Vec<String> = named
                .filter(|path| path.ends_with(ending) && path.contains('/'))
                .map(read)
                .collect();
            for block in blocks(&text, language) {
                let block = at_the_left(&block);
                let stands_in = |source: &String| {
                    let lines: Vec<&str> = source.lines().collect();
                    lines.windows(block.len()).any(|lines| at_the_left(lines) == block)
                };
                if !sources.iter().any(stands_in) {
                    invented.push(format!("docs/{name}.md: {}", block.join("\n")));
                }
                quoted += 1;
            }
        }
    }
    assert_none(&invented);
    assert!(quoted > 1, "only {quoted} blocks were found");
}

/// Each picture has the same style, word for word: one colour for each role, and no small letters.
#[test]
fn all_pictures_are_drawn_with_one_hand() {
    let style = |picture: &str| -> String {
        let style = picture.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next());
        style.unwrap_or_default().to_string()
    };
    let first = style(&read("docs/images/blocking.svg"));
    assert!(first.contains(".zombie{"));
    let mut wrong = Vec::new();
    for lesson in lessons() {
        let picture = read(format!("docs/images/{lesson}.svg"));
        if style(&picture) != first {
            wrong.push(format!("docs/images/{lesson}.svg: its style is not that of blocking.svg"));
        }
        if !picture.contains("viewBox=\"0 0 400 ") || picture.contains("font-size") {
            wrong.push(format!(
                "docs/images/{lesson}.svg: a view 400 wide, all letters of one size"
            ));
        }
    }
    assert_none(&wrong);
}

/// The lessons of the summary, part by part: each is the question as a link, which `address` makes.
fn list_of_lessons(address: fn(&str) -> String) -> String {
    let mut list = String::new();
    for line in read("docs/SUMMARY.md").lines().skip(1) {
        if let Some(part) = line.strip_prefix("# ").filter(|part| *part != "Reference") {
            list += &format!("\n**{part}**\n\n");
        } else if let Some(entry) = line.strip_prefix("- ") {
            let (question, file) = entry.split_once("](").expect(entry);
            let name = file.trim_end_matches(".md)");
            if lessons().contains(name) {
                list += &format!("{question}]({})\n", address(name)).replacen('[', "- [", 1);
            }
        }
    }
    list
}

#[test]
fn the_readme_the_questions_and_the_crates_front_page_list_every_lesson_in_order() {
    // docs.rs has a page of its own for the source of each example.
    let sources = list_of_lessons(|name| format!("../src/{name}/{name}.rs.html"));
    let text = format!("# The lessons\n\nOne question, one program.\n{sources}");
    holds("src/lessons.md", &text).unwrap_or_else(|wrong| panic!("{wrong}"));

    let in_readme = list_of_lessons(|name| format!("docs/{name}.md"));
    let in_the_book = list_of_lessons(|name| format!("{name}.md"));
    for (path, list) in [("README.md", in_readme), ("docs/questions.md", in_the_book)] {
        let text = read(path);
        let marks = ["<!-- lessons -->\n", "\n<!-- end of lessons -->"];
        let (before, rest) = text.split_once(marks[0]).expect("a mark where the list begins");
        let (_, after) = rest.split_once(marks[1]).expect("a mark where the list ends");
        let text = [before, marks[0], &list, marks[1], after].concat();
        holds(path, &text).unwrap_or_else(|wrong| panic!("{wrong}"));
    }
}

#[test]
fn no_link_of_a_page_leads_to_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = names("docs", "md").into_iter().map(|name| format!("docs/{name}.md"));
    let mut dead = Vec::new();
    for page in pages.chain(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(String::from)) {
        for link in links(&read(&page)).iter().filter(|link| !link.contains("://")) {
            let path = link.split('#').next().expect("a part");
            let target = if path.is_empty() { &page } else { path };
            let folder = if path.is_empty() { root } else { &root.join(&page) };
            if !folder.parent().filter(|_| !path.is_empty()).unwrap_or(root).join(target).exists() {
                dead.push(format!("{page}: {link}"));
            }
        }
    }
    assert_none(&dead);
}

#[test]
fn the_summary_lists_every_chapter_once_and_each_chapter_leads_to_the_next() {
    let summary = read("docs/SUMMARY.md");
    let order = links(&summary);
    let mut listed = order.clone();
    listed.push("SUMMARY.md".into());
    listed.sort();
    let chapters = names("docs", "md").into_iter().map(|name| name + ".md");
    assert_eq!(listed, chapters.collect::<Vec<_>>());

    for pair in order.windows(2) {
        // The link, the summary and the page itself call a chapter by one name.
        let next = read(format!("docs/{}", pair[1]));
        let title = next.lines().next().expect("a line").replace("# ", "");
        let entry = format!("[{title}]({})", pair[1]);
        assert!(summary.contains(&entry), "SUMMARY.md should have {entry}");

        let text = read(format!("docs/{}", pair[0]));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let end = format!("Next: {entry}.");
        assert!(text.ends_with(&end), "docs/{} should end with {end}", pair[0]);
    }
}

#[test]
fn the_picture_of_cost_shows_the_figures_of_its_transcript() {
    let text = chapter("cost");
    let picture = read("docs/images/cost.svg");
    let words: Vec<&str> = blocks(&text, "")[0].iter().flat_map(|line| line.split(' ')).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let times: Vec<&str> =
        words.windows(2).filter(|pair| pair[1] == "ms").map(|pair| pair[0]).collect();
    assert!(times.len() > 2);
    for time in times {
        assert!(picture.contains(&format!(">{time} ms<")), "cost.svg does not have {time}");
    }
}

#[test]
fn every_promise_names_a_test_that_there_is() {
    let tests: String =
        names("tests", "rs").iter().map(|name| read(format!("tests/{name}.rs"))).collect();
    let promises = chapter("promises");
    let mut found = 0;
    for row in promises.lines().filter_map(|line| line.strip_suffix(" |")) {
        let last = row.rsplit("| ").next().expect("a cell");
        let named = in_code_font(last);
        assert!(!named.is_empty(), "a promise without a test: {row}");
        for name in named.iter().filter(|name| !name.starts_with("tests/")) {
            assert!(tests.contains(&format!("fn {name}(")), "there is no test {name}");
            found += 1;
        }
    }
    assert!(found > 20, "only {found} were found");
}
