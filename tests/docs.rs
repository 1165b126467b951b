//! The book quotes what the code says. (tests/browser.rs looks at the book that mdBook makes of it.)

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The chapters that are no lesson: they have no example and no twin.
const NO_LESSON: [&str; 9] = [
    "SUMMARY",
    "introduction",
    "fork",
    "questions",
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

fn chapter(name: &str) -> String {
    read(format!("docs/{name}.md"))
}

/// What stands between `](` and `)`.
fn links(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0)).collect()
}

/// The lines of a text that stand in no fenced block.
fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// What stands between backticks, outside fenced blocks.
fn in_code_font(text: &str) -> Vec<String> {
    prose(text).split('`').skip(1).step_by(2).map(String::from).collect()
}

/// The fenced blocks of a language, each with the line on which it starts.
fn blocks(text: &str, language: &str) -> Vec<(usize, Vec<String>)> {
    let mut blocks: Vec<(usize, Vec<String>)> = Vec::new();
    let mut inside = None;
    for (number, line) in text.lines().enumerate() {
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
fn every_block_of_a_chapter_stands_word_for_word_in_a_file_that_it_names() {
    let mut quoted = 0;
    let mut invented = Vec::new();
    for name in names("docs", "md") {
        let text = chapter(&name);
        for (language, ending) in [("rust", ".rs"), ("python", ".py")] {
            let sources: Vec<String> = in_code_font(&text)
                .iter()
                .filter(|path| path.ends_with(ending) && root().join(path).exists())
                .map(read)
                .collect();
            for (line, block) in blocks(&text, language) {
                if block.len() == 1 && block[0].starts_with("{{#include ") {
                    continue; // mdBook fills it in from the file itself
                }
                if !sources.iter().any(|source| stands_in(&block, source)) {
                    invented.push(format!("docs/{name}.md:{line}: {}", block.join("\n")));
                }
                quoted += 1;
            }
        }
    }
    assert!(invented.is_empty(), "\n{}", invented.join("\n"));
    assert!(quoted > 30, "only {quoted} blocks were found");
}

#[test]
fn every_example_has_a_chapter_a_twin_a_story_and_a_line_in_the_readme() {
    let no_lesson: BTreeSet<String> = NO_LESSON.map(String::from).into();
    assert_eq!(&names("docs", "md") - &no_lesson, lessons());
    assert_eq!(names("docs/python", "py"), lessons());
    let stories = &names("tests/stories", "rs") - &["mod".to_string()].into();
    assert_eq!(stories, lessons());

    let readme = read("README.md");
    for lesson in lessons() {
        let line = format!("[`{lesson}`](examples/{lesson}.rs)");
        assert!(readme.contains(&line), "README.md does not have {line}");
    }
}

/// The form of a lesson: a run, a picture, both programs, something to try with a folded answer.
#[test]
fn every_chapter_of_a_lesson_has_all_its_parts() {
    let mut missing = Vec::new();
    for lesson in lessons() {
        let text = chapter(&lesson);
        let mut check = |there: bool, part: &str| {
            if !there {
                missing.push(format!("docs/{lesson}.md: {part}"));
            }
        };
        check(
            first_run(&lesson).is_some(),
            &format!("a run, the first block, that begins with $ cargo run --example {lesson}"),
        );
        check(text.contains("](images/"), "a picture");

        let program = text.split("\n## The program\n").nth(1).unwrap_or("");
        for (language, path) in [
            ("rust", format!("../examples/{lesson}.rs")),
            ("python", format!("python/{lesson}.py")),
        ] {
            let block = format!("\n```{language}\n{{{{#include {path}}}}}\n```\n");
            check(program.contains(&block), block.trim());
        }
        for path in [format!("examples/{lesson}.rs"), format!("docs/python/{lesson}.py")] {
            let link = format!("[`{path}`](#the-program)");
            check(text.contains(&link), &link);
        }

        let tries = text.split("\n## Try it\n").nth(1).unwrap_or("");
        let folded = tries.matches("<details>").count();
        check(folded > 0, "## Try it, with an answer in <details>");
        let closed = tries.matches("</details>").count();
        check(folded == closed, "a </details> for each <details>");
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

/// The lines that a chapter shows of a run, without the command.
fn first_run(lesson: &str) -> Option<Vec<String>> {
    let (_, run) = blocks(&chapter(lesson), "").into_iter().next()?;
    let command = format!("$ cargo run --example {lesson}");
    let begins = run.first()?.starts_with(&command);
    begins.then(|| run[1..].to_vec())
}

#[test]
fn an_example_and_its_chapter_show_the_same_run() {
    let mut differ = Vec::new();
    for lesson in lessons() {
        let example = read(format!("examples/{lesson}.rs"));
        let header: Vec<&str> =
            example.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
        let run = first_run(&lesson).unwrap_or_default();
        let printed = run.iter().skip(1).take_while(|line| !line.starts_with("$ "));
        for line in printed.filter(|line| !header.contains(&line.trim())) {
            differ.push(format!("docs/{lesson}.md: {line}"));
        }
    }
    assert!(
        differ.is_empty(),
        "lines that the example's header does not have:\n{}",
        differ.join("\n")
    );
}

#[test]
fn an_example_and_its_twin_begin_with_the_same_question() {
    for lesson in lessons() {
        let example = read(format!("examples/{lesson}.rs"));
        let twin = read(format!("docs/python/{lesson}.py"));
        let question = example.lines().next().and_then(|line| line.strip_prefix("//! "));
        let asked = twin.lines().next().map(|line| line.trim_matches('"'));
        assert_eq!(question, asked, "{lesson}");
        assert!(question.is_some_and(|line| line.ends_with('?')), "{lesson}: {question:?}");
    }
}

#[test]
fn every_link_of_a_text_leads_to_what_there_is_and_stays_in_the_book() {
    let mut found = 0;
    let mut dead = Vec::new();
    let chapters = names("docs", "md");
    let files = chapters.iter().map(|name| format!("docs/{name}.md"));
    for file in files.chain(["README.md".into(), "CHANGELOG.md".into()]) {
        let text = read(&file);
        for link in links(&prose(&text)) {
            if link.starts_with("http") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => root().join(&file),
                path => root().join(&file).with_file_name("").join(path),
            };
            let in_book = match path.strip_prefix("images/") {
                Some(picture) => !picture.contains('/'),
                None => path.is_empty() || path.ends_with(".md") && !path.contains('/'),
            };
            let wrong = if !target.exists() {
                "leads to nothing"
            } else if !anchor.is_empty() && !has_anchor(&read(&target), anchor) {
                "has no such place"
            } else if !in_book && file.starts_with("docs/") {
                "leads out of the book"
            } else {
                ""
            };
            if !wrong.is_empty() {
                dead.push(format!("{file}: {link} {wrong}"));
            }
            found += 1;
        }
    }
    assert!(dead.is_empty(), "\n{}", dead.join("\n"));
    assert!(found > 100, "only {found} links were found");

    for picture in names("docs/images", "svg") {
        let path = format!("](images/{picture}.svg)");
        let used = chapters.iter().any(|name| chapter(name).contains(&path));
        assert!(used, "no chapter shows {picture}.svg");
    }
}

/// Is there a heading with this anchor, an element with this id, or a wait status to play with?
fn has_anchor(text: &str, anchor: &str) -> bool {
    let heading = |line: &str| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title.replace(|c: char| !c.is_alphanumeric() && !" -_".contains(c), "");
        line.starts_with('#') && kept.replace(' ', "-") == anchor
    };
    prose(text).lines().any(heading)
        || text.contains(&format!("id=\"{anchor}\""))
        || text.contains(&format!("{{#{anchor}}}"))
        || anchor.starts_with("0x") && text.contains("class=\"wait-status\"")
}

#[test]
fn the_summary_lists_every_chapter_once_and_each_chapter_leads_to_the_next() {
    let summary = read("docs/SUMMARY.md");
    let order = links(&summary);
    let listed: BTreeSet<String> = order.iter().map(|link| link.replace(".md", "")).collect();
    assert_eq!(listed.len(), order.len(), "a chapter is listed twice");
    assert_eq!(listed, &names("docs", "md") - &["SUMMARY".into()].into());

    for pair in order.windows(2) {
        // The link, the summary and the page itself call a chapter by one name.
        let next = read(format!("docs/{}", pair[1]));
        let title = next.lines().next().expect("a line").replace("# ", "");
        let entry = format!("[{title}]({})", pair[1]);
        assert!(summary.contains(&entry), "SUMMARY.md should have {entry}");

        let text = read(format!("docs/{}", pair[0]));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let end = text.rsplit("Next: ").next().expect("a part");
        assert_eq!(
            end.trim_end_matches('.'),
            entry,
            "docs/{} should end with Next: {entry}.",
            pair[0]
        );
    }
}

#[test]
fn the_picture_of_cost_shows_the_figures_of_its_transcript() {
    let chapter = chapter("cost");
    let picture = read("docs/images/cost.svg");
    let (_, transcript) = blocks(&chapter, "").into_iter().next().expect("a transcript");
    let words: Vec<&str> = transcript.iter().flat_map(|line| line.split_whitespace()).collect();
    let times = words.windows(2).filter(|pair| pair[1] == "ms").map(|pair| pair[0]);
    assert!(times.clone().count() > 2);
    for time in times {
        assert!(picture.contains(&format!(">{time} ms<")), "cost.svg does not have {time}");
    }
}

#[test]
fn every_promise_names_a_test_that_there_is() {
    let tests: String = names("tests", "rs")
        .iter()
        .map(|name| format!("mod {name}\n{}", read(format!("tests/{name}.rs"))))
        .collect();
    let words: BTreeSet<&str> = tests.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut promises = 0;
    for row in chapter("promises").lines() {
        let Some(row) = row.strip_suffix(" |") else {
            continue;
        };
        let last = row.rsplit("| ").next().expect("a cell");
        let named = in_code_font(last);
        if named.iter().all(|name| name.starts_with("tests/")) && !named.is_empty() {
            continue; // the heading of a table
        }
        assert!(!named.is_empty(), "a promise without a test: {row}");
        for name in named {
            // A macro makes some tests out of its arguments: module::argument.
            let there = match name.contains("::") {
                true => name.split("::").all(|word| words.contains(word)),
                false => tests.contains(&format!("fn {name}(")),
            };
            assert!(there, "there is no test {name}");
            promises += 1;
        }
    }
    assert!(promises > 20, "only {promises} were found");
}
