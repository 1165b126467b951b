//! The book quotes what the code says. (tests/browser.rs looks at the book that mdBook makes of it.)

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The chapters that are no lesson: they have no example and no twin.
const NO_LESSON: &str = "SUMMARY introduction fork questions unixes calls promises words further";

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

#[test]
fn every_block_of_a_chapter_stands_word_for_word_in_a_file_that_it_names() {
    let mut quoted = 0;
    let mut invented = Vec::new();
    for name in names("docs", "md") {
        let text = chapter(&name);
        for (language, ending) in [("rust", ".rs"), ("python", ".py")] {
            let named = in_code_font(&text).into_iter();
            let sources: Vec<String> = named
                .filter(|path| path.ends_with(ending) && path.contains('/'))
                .map(read)
                .collect();
            for block in blocks(&text, language) {
                if block[0].starts_with("{{#include ") {
                    continue; // mdBook includes the whole program from the file itself
                }
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
    assert!(quoted > 30, "only {quoted} blocks were found");
}

#[test]
fn every_example_has_a_chapter_a_twin_a_story_and_a_line_in_the_readme() {
    let but = |all: BTreeSet<String>, others: &str| -> BTreeSet<String> {
        all.into_iter().filter(|name| !others.split(' ').any(|other| other == name)).collect()
    };
    assert_eq!(but(names("docs", "md"), NO_LESSON), lessons());
    assert_eq!(names("docs/python", "py"), lessons());
    assert_eq!(but(names("tests/stories", "rs"), "mod"), lessons());

    let readme = read("README.md");
    for lesson in lessons() {
        let line = format!("[`{lesson}`](examples/{lesson}.rs)");
        assert!(readme.contains(&line), "README.md does not have {line}");
    }
    for link in links(&readme).iter().chain(&links(&read("CHANGELOG.md"))) {
        let path = link.split('#').next().expect("a part");
        let there =
            link.contains("://") || Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists();
        assert!(there, "{link} leads to nothing");
    }
}

/// The form of a lesson: a run, a picture, both programs, something to try with a folded answer.
#[test]
fn every_chapter_of_a_lesson_has_all_its_parts() {
    let mut missing = Vec::new();
    for lesson in lessons() {
        let text = chapter(&lesson);
        let (rust, python) = (format!("examples/{lesson}.rs"), format!("docs/python/{lesson}.py"));
        let parts = [
            "](images/".to_string(),
            "\n## Try it\n".to_string(),
            "<details>".to_string(),
            "</details>".to_string(),
            format!("[`{rust}`](#the-program)"),
            format!("[`{python}`](#the-program)"),
            format!("\n```rust\n{{{{#include ../{rust}}}}}\n```\n"),
            format!("\n```python\n{{{{#include python/{lesson}.py}}}}\n```\n"),
        ];
        let not_there = parts.iter().filter(|part| !text.contains(*part));
        missing.extend(not_there.map(|part| format!("docs/{lesson}.md: {part}")));
    }
    assert_none(&missing);
}

#[test]
fn an_example_its_chapter_and_its_twin_ask_the_same_and_show_the_same_run() {
    let mut differ = Vec::new();
    for lesson in lessons() {
        let example = read(format!("examples/{lesson}.rs"));
        let header = example.lines().map_while(|line| line.strip_prefix("//!"));
        let header: Vec<&str> = header.map(str::trim).collect();
        assert!(header[0].ends_with('?'), "{lesson}: {}", header[0]);
        let twin = read(format!("docs/python/{lesson}.py"));
        assert_eq!(twin.lines().next().map(|line| line.trim_matches('"')), Some(header[0]));

        let text = chapter(&lesson);
        let run = &blocks(&text, "")[0];
        let command = format!("$ cargo run --example {lesson}");
        assert!(run[0].starts_with(&command), "docs/{lesson}.md should begin with {command}");
        let printed = run[1..].iter().take_while(|line| !line.starts_with("$ "));
        let others = printed.skip(1).filter(|line| !header.contains(&line.trim()));
        differ.extend(others.map(|line| format!("docs/{lesson}.md: {line}")));
    }
    assert_none(&differ);
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
