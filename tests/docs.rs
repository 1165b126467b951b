//! The book quotes what the code says, and each page has the parts of its form. (tests/browser.rs
//! looks at the book that mdBook makes of it.)
//!
//! What stands twice is written by `BLESS=1 cargo test --test docs`: the programs in the chapters, and
//! the lists of lessons in README.md, docs/questions.md and src/lessons.md.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The chapters that are no lesson: they have no example and no twin.
const NO_LESSON: &str = "SUMMARY introduction fork questions calls promises words further";

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the files in `folder` that end with `.ending`, without it.
fn names(folder: &str, ending: &str) -> BTreeSet<String> {
    let files = fs::read_dir(at(folder)).expect(folder);
    let names = files.map(|file| file.expect(folder).file_name().into_string().expect("text"));
    names.filter_map(|name| Some(name.strip_suffix(ending)?.strip_suffix('.')?.into())).collect()
}

/// All that is wrong, said at the end of a test.
#[derive(Default)]
struct Wrong(Vec<String>);

macro_rules! unless {
    ($wrong:ident, $right:expr, $($what:tt)+) => {
        if !$right {
            $wrong.0.push(format!($($what)+));
        }
    };
}

impl Wrong {
    /// The file has this text, or, with BLESS=1, gets it.
    fn unless_holds(&mut self, path: &str, expected: &str) {
        if env::var_os("BLESS").is_some() && read(path) != expected {
            // In one step: other tests read the file meanwhile.
            let new = at(&format!("{path}.new"));
            fs::write(&new, expected).expect(path);
            fs::rename(new, at(path)).expect(path);
        }
        unless!(
            self,
            read(path) == expected,
            "{path} is out of date: BLESS=1 cargo test --test docs"
        );
    }
}

impl Drop for Wrong {
    fn drop(&mut self) {
        assert!(self.0.is_empty() || std::thread::panicking(), "\n{}", self.0.join("\n"));
    }
}

/// A lesson: its name, and the text of its program, its twin and its chapter.
struct Lesson {
    name: String,
    example: String,
    twin: String,
    chapter: String,
}

fn files_of(name: &str) -> [String; 5] {
    [
        format!("examples/{name}.rs"),
        format!("docs/python/{name}.py"),
        format!("docs/{name}.md"),
        format!("docs/images/{name}.svg"),
        format!("tests/stories/{name}.rs"),
    ]
}

/// Those that have all their files. One test says what the others lack.
fn lessons() -> impl Iterator<Item = Lesson> {
    names("examples", "rs").into_iter().filter_map(|name| {
        let files = files_of(&name);
        let [example, twin, chapter, ..] = &files;
        files.iter().all(|path| at(path).exists()).then(|| Lesson {
            example: read(example),
            twin: read(twin),
            chapter: read(chapter),
            name,
        })
    })
}

/// What stands outside fenced blocks.
fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// What stands between `](` and `)` in the prose.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let links = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    links.map(|(link, _)| link.to_string()).collect()
}

/// What stands between backticks in the prose.
fn in_code_font(text: &str) -> Vec<String> {
    prose(text).split('`').skip(1).step_by(2).map(String::from).collect()
}

/// The fenced blocks of a language, line by line.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<Vec<&'a str>> {
    let fenced = text.split("```").skip(1).step_by(2);
    let blocks = fenced.filter_map(|block| block.split_once('\n'));
    let blocks = blocks.filter(|(fence, _)| *fence == language);
    blocks.map(|(_, block)| block.trim_end_matches(' ').lines().collect()).collect()
}

/// What stands behind a heading, up to the next one.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let rest = text.split_once(&format!("\n## {heading}\n")).map_or("", |(_, rest)| rest);
    rest.split("\n## ").next().expect("a part")
}

#[test]
fn every_lesson_has_its_five_files_and_a_line_in_the_summary() {
    let mut wrong = Wrong::default();
    let [stories, summary, questions] =
        ["tests/stories/mod.rs", "docs/SUMMARY.md", "docs/questions.md"].map(read);
    let topics = questions.split("<!-- lessons -->").next().expect("a part");
    let mut all = names("docs", "md");
    all.retain(|name| !NO_LESSON.split(' ').any(|other| other == name));
    for (folder, ending) in [("examples", "rs"), ("docs/python", "py"), ("tests/stories", "rs")] {
        all.extend(names(folder, ending).into_iter().filter(|name| name != "mod"));
    }
    for name in all {
        for path in files_of(&name) {
            unless!(wrong, at(&path).exists(), "write {path}");
        }
        let in_table =
            stories.lines().any(|line| line.trim().split([' ', ';']).next() == Some(&name));
        unless!(wrong, in_table, "add `{name};` to every_lesson! in tests/stories/mod.rs");
        let in_summary = summary.contains(&format!("]({name}.md)"));
        unless!(wrong, in_summary, "add [the question]({name}.md) to docs/SUMMARY.md");
        let in_topics = [")", "#"].iter().any(|end| topics.contains(&format!("]({name}.md{end}")));
        unless!(wrong, in_topics, "add [the question]({name}.md) to a part of docs/questions.md");
    }
}

#[test]
fn a_lesson_asks_one_question_and_shows_one_run() {
    let mut wrong = Wrong::default();
    for Lesson { name, example, twin, chapter } in lessons() {
        let header = example.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
        let header: Vec<&str> = header.collect();
        let question = header[0];
        unless!(wrong, question.ends_with('?'), "examples/{name}.rs begins with its question");
        let [string, title] = [format!("\"\"\"{question}\"\"\""), format!("# {question}")];
        let begins = |text: &str, line| text.lines().next() == Some(line);
        unless!(wrong, begins(&twin, &string), "docs/python/{name}.py should begin with {string}");
        unless!(wrong, begins(&chapter, &title), "docs/{name}.md should begin with {title}");
        let command = format!("$ cargo run --example {name}");
        let run = blocks(&chapter, "").into_iter().next().unwrap_or_default();
        let is_shown = run.first().is_some_and(|line| line.starts_with(&command));
        unless!(wrong, is_shown, "the first run in docs/{name}.md should begin with {command}");
        for line in run.iter().skip(1).take_while(|line| !line.starts_with("$ ")) {
            let same = header.contains(&line.trim());
            unless!(wrong, same, "docs/{name}.md and the example's header show two runs: {line}");
        }
    }
}

#[test]
fn a_program_is_short_and_begins_with_main() {
    let mut wrong = Wrong::default();
    for Lesson { name, example, twin, .. } in lessons() {
        let code = example.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        let code: Vec<&str> = code.filter(|line| !line.is_empty()).collect();
        let lines = code.len();
        let most = match name.as_str() {
            "blocking" => 40,
            "nohang" => 45,
            "parallel" | "cost" | "exit_status" | "careful" => 85,
            _ => 60,
        };
        unless!(wrong, lines <= most, "{name}: {lines} lines of code, and it may have {most}");
        for (program, function) in [(&example, "fn "), (&twin, "def ")] {
            let first = program.lines().find(|line| line.starts_with(function)).unwrap_or_default();
            let is_main = first.starts_with(&format!("{function}main()"));
            unless!(wrong, is_main, "{name}: main before {first}");
        }
        // A program returns what is wrong. (println! panics if stdout is closed.)
        for word in [".unwrap()", ".expect(", "println!"] {
            let without = !code.iter().any(|line| line.contains(word));
            unless!(wrong, without, "{name}: `?` in place of {word}");
        }
    }
}

/// The raw calls in a line of code, but for those that only prepare, or end a process.
fn raw_calls(line: &str) -> impl Iterator<Item = &str> {
    line.split("unsafe").skip(1).filter_map(|raw| {
        let (call, _) = raw.strip_prefix(" { ")?.trim_start_matches("libc::").split_once('(')?;
        let is_name = call.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
        let shown =
            !["", "sigemptyset", "sigaddset", "sigismember", "_exit", "geteuid"].contains(&call);
        (is_name && shown).then_some(call)
    })
}

#[test]
fn above_each_raw_call_stand_its_lines_in_python_and_in_c() {
    let mut wrong = Wrong::default();
    for Lesson { name, example, .. } in lessons() {
        let lines: Vec<&str> = example.lines().map(str::trim).collect();
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| !line.starts_with("//")) {
            let above = lines[number.saturating_sub(8)..number].iter();
            let (python, c): (Vec<&str>, Vec<&str>) = above
                .filter(|line| line.starts_with("//"))
                .partition(|line| line.contains("Python  "));
            let c = c.join("\n");
            for call in raw_calls(line) {
                let in_c = [" ", "("].iter().any(|before| c.contains(&format!("{before}{call}(")));
                let has_both = in_c && !python.is_empty();
                unless!(wrong, has_both, "{name}: above {call}, its lines in Python and in C");
            }
        }
    }
}

/// The form of a lesson, and its main line: what a newcomer reads once.
#[test]
fn every_chapter_of_a_lesson_has_its_parts_in_order_and_a_short_main_line() {
    let form = "Side by side, What can go wrong, In your own program, Try it, Details, The program";
    let mut wrong = Wrong::default();
    for Lesson { name, chapter, .. } in lessons() {
        let headings = chapter.lines().filter_map(|line| line.strip_prefix("## "));
        let headings = headings.collect::<Vec<_>>().join(", ");
        let in_form = headings == form || headings == form.replace("Details, ", "");
        unless!(wrong, in_form, "{name}: its parts are {headings}, and not {form} (or no Details)");
        let main = chapter.split("\n## In your own program").next().expect("a part");
        let words = prose(main).split_whitespace().filter(|word| !word.starts_with('<')).count();
        unless!(wrong, words <= 600, "{name}: {words} words in its main line, and it may have 600");
        let top = main.split("\n## ").next().expect("a part");
        let picture = format!("](images/{name}.svg)");
        for (part, what, place) in [
            (top, picture.as_str(), "before the first heading"),
            (section(&chapter, "Try it"), "<details><summary>", "in Try it: a folded answer"),
            (section(&chapter, "In your own program"), "](http", "in In your own program"),
            (&chapter, "[All questions](questions.md)", "before the next chapter"),
        ] {
            unless!(wrong, part.contains(what), "{name}: no {what} {place}");
        }
        unless!(wrong, !chapter.contains("{{#"), "{name}: a code host shows {{{{# as it stands");
    }
}

/// A program without its header: from its first `use` or import on.
fn without_header(program: &str) -> &str {
    let starts = ["use ", "import ", "from "].map(|word| format!("\n{word}"));
    let start = starts.iter().filter_map(|start| program.find(start)).min();
    program[start.expect("a program imports something")..].trim()
}

/// Both programs stand in the page itself, so that it is whole wherever it is opened.
#[test]
fn every_chapter_of_a_lesson_shows_both_programs_as_they_are() {
    let mut wrong = Wrong::default();
    for Lesson { name, example, twin, chapter } in lessons() {
        let first = format!("\n`examples/{name}.rs`\n");
        let programs = format!(
            "{first}\n```rust\n{}\n```\n\n\
             [`docs/python/{name}.py`](python/{name}.py)\n\n```python\n{}\n```\n",
            without_header(&example),
            without_header(&twin),
        );
        let shown = section(&chapter, "The program");
        if shown.starts_with(&first) {
            // Behind the last fence stand the manual pages and the next chapter.
            let end = shown.rfind("```\n").map_or(shown.len(), |fence| fence + 4);
            let expected = chapter.replace(&shown[..end], &programs);
            wrong.unless_holds(&format!("docs/{name}.md"), &expected);
        }
        unless!(wrong, shown.starts_with(&first), "{name}: ## The program begins with {first}");
    }
}

/// The lines that the chapter is about, side by side: they stand in the two programs in this order,
/// whatever their indentation there and with comments in between, and they fit beside each other.
#[test]
fn the_lines_side_by_side_stand_in_the_two_programs_and_fit_the_page() {
    let mut wrong = Wrong::default();
    for Lesson { name, example, twin, chapter } in lessons() {
        let mut widths = 0;
        for (language, program) in [("python", twin), ("rust", example)] {
            let shown = blocks(section(&chapter, "Side by side"), language);
            unless!(wrong, !shown.is_empty(), "{name}: no lines of {language} side by side");
            for block in &shown {
                let (code, lines) = (block.join("\n"), block.len());
                let count = |all: &str| code.matches(|c| all.contains(c)).count();
                unless!(
                    wrong,
                    count("([{") == count(")]}"),
                    "{name}: a bracket is missing:\n{code}"
                );
                unless!(wrong, !code.starts_with(' '), "{name}: no indentation, please:\n{code}");
                unless!(wrong, lines <= 6, "{name}: {lines} lines, and it may have 6:\n{code}");
                let mut rest = program.lines().map(str::trim);
                for line in block {
                    let found = rest.any(|other| other == line.trim());
                    unless!(
                        wrong,
                        found,
                        "{name}: not in the program, or not in this order: {line}"
                    );
                }
            }
            widths += shown.iter().flatten().map(|line| line.len()).max().unwrap_or(0);
        }
        unless!(wrong, widths <= 100, "{name}: {widths} columns side by side, and 100 fit");
    }
}

/// In the pages that are no lesson.
#[test]
fn every_block_of_code_stands_in_a_file_that_its_page_names() {
    let mut wrong = Wrong::default();
    let trimmed =
        |text: &str| format!("\n{}\n", text.lines().map(str::trim).collect::<Vec<_>>().join("\n"));
    let mut quoted = 0;
    for name in NO_LESSON.split(' ') {
        let text = read(&format!("docs/{name}.md"));
        for (language, ending) in [("rust", ".rs"), ("python", ".py")] {
            let named = in_code_font(&text).into_iter();
            let named = named.filter(|path| path.ends_with(ending) && path.contains('/'));
            let sources: String = named.map(|path| trimmed(&read(&path))).collect();
            for block in blocks(&text, language) {
                let block = block.join("\n");
                unless!(wrong, sources.contains(&trimmed(&block)), "docs/{name}.md: {block}");
                quoted += 1;
            }
        }
    }
    assert!(quoted > 1, "only {quoted} blocks were found");
}

/// Each picture has the same style, word for word: one colour for each role, and no small letters.
#[test]
fn all_pictures_are_drawn_with_one_hand() {
    let mut wrong = Wrong::default();
    let style = |picture: &str| {
        Some(picture.split_once("<style>")?.1.split_once("</style>")?.0.to_string())
    };
    let first = style(&read("docs/images/zombie.svg"));
    assert!(first.as_ref().is_some_and(|style| style.contains(".zombie{")));
    for path in lessons().map(|lesson| format!("docs/images/{}.svg", lesson.name)) {
        let picture = read(&path);
        unless!(wrong, style(&picture) == first, "{path}: its style is not that of zombie.svg");
        let size = picture.contains("viewBox=\"0 0 400 ") && !picture.contains("font-size");
        unless!(wrong, size, "{path}: a view 400 wide, all letters of one size");
    }
}

/// The lessons of the summary, part by part: each is the question as a link, which `address` makes.
fn list_of_lessons(address: fn(&str) -> String) -> String {
    let lessons = names("examples", "rs");
    let mut list = String::new();
    for line in read("docs/SUMMARY.md").lines().skip(1) {
        if let Some(part) = line.strip_prefix("# ").filter(|part| *part != "Reference") {
            list += &format!("\n**{part}**\n\n");
        } else if let Some((question, file)) = line.split_once("](") {
            let name = file.trim_end_matches(".md)");
            if lessons.contains(name) {
                list += &format!("{question}]({})\n", address(name));
            }
        }
    }
    list
}

#[test]
fn the_readme_the_questions_and_the_crates_front_page_list_every_lesson_in_order() {
    let mut wrong = Wrong::default();
    // docs.rs has a page of its own for the source of each example.
    let sources = list_of_lessons(|name| format!("../src/{name}/{name}.rs.html"));
    let text = format!("# The lessons\n\nOne question, one program.\n{sources}");
    wrong.unless_holds("src/lessons.md", &text);

    let in_readme = list_of_lessons(|name| format!("docs/{name}.md"));
    let in_the_book = list_of_lessons(|name| format!("{name}.md"));
    for (path, list) in [("README.md", in_readme), ("docs/questions.md", in_the_book)] {
        let text = read(path);
        let marks = ["<!-- lessons -->\n", "\n<!-- end of lessons -->"];
        let (before, rest) = text.split_once(marks[0]).expect("a mark where the list begins");
        let (_, after) = rest.split_once(marks[1]).expect("a mark where the list ends");
        wrong.unless_holds(path, &[before, marks[0], &list, marks[1], after].concat());
    }
}

#[test]
fn no_link_of_a_page_and_no_path_that_it_names_leads_to_nothing() {
    let mut wrong = Wrong::default();
    let pages = names("docs", "md").into_iter().map(|name| format!("docs/{name}.md"));
    for page in pages.chain(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(String::from)) {
        let (text, folder) = (read(&page), at(&page).with_file_name(""));
        for link in links(&text).iter().filter(|link| !link.contains("://")) {
            let there = folder.join(link.split('#').next().expect("a part")).exists();
            unless!(wrong, there, "{page}: {link}");
        }
        let folders = ["src/", "tests/", "examples/", "docs/"];
        for path in in_code_font(&text).iter().filter(|path| !path.contains(['*', ' '])) {
            let named =
                folders.iter().any(|start| path.starts_with(start)) && !path.contains("NAME");
            unless!(wrong, !named || at(path).exists(), "{page}: there is no {path}");
        }
    }
}

#[test]
fn the_summary_lists_every_chapter_once_and_each_chapter_leads_to_the_next() {
    let mut wrong = Wrong::default();
    let summary = read("docs/SUMMARY.md");
    let order = links(&summary);
    for file in names("docs", "md").iter().map(|name| format!("{name}.md")) {
        let times = order.iter().filter(|listed| **listed == file).count();
        let right = times == usize::from(file != "SUMMARY.md");
        unless!(wrong, right, "docs/SUMMARY.md lists {file} {times} times");
    }
    for pair in order.windows(2) {
        // The link, the summary and the page itself call a chapter by one name.
        let [text, next] = [0, 1].map(|which| read(&format!("docs/{}", pair[which])));
        let title = next.lines().next().expect("a line").replace("# ", "");
        let entry = format!("[{title}]({})", pair[1]);
        unless!(wrong, summary.contains(&entry), "docs/SUMMARY.md should have {entry}");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let end = format!("Next: {entry}.");
        unless!(wrong, text.ends_with(&end), "docs/{} should end with {end}", pair[0]);
    }
}

#[test]
fn the_picture_of_cost_shows_the_figures_of_its_transcript() {
    let (chapter, picture) = (read("docs/cost.md"), read("docs/images/cost.svg"));
    let transcript = blocks(&chapter, "")[0].join(" ");
    let words: Vec<&str> = transcript.split_whitespace().collect();
    let times: Vec<_> = words.windows(2).filter(|pair| pair[1] == "ms").collect();
    assert!(times.len() > 2);
    for time in times {
        assert!(picture.contains(&format!(">{} ms<", time[0])), "cost.svg does not have {time:?}");
    }
}

#[test]
fn every_promise_names_a_test_that_there_is() {
    let tests: String =
        names("tests", "rs").iter().map(|name| read(&format!("tests/{name}.rs"))).collect();
    let mut found = 0;
    for row in read("docs/promises.md").lines().filter_map(|line| line.strip_suffix(" |")) {
        let named = in_code_font(row.rsplit("| ").next().expect("a cell"));
        assert!(!named.is_empty(), "a promise without a test: {row}");
        for name in named.iter().filter(|name| !name.starts_with("tests/")) {
            assert!(tests.contains(&format!("fn {name}(")), "there is no test {name}");
            found += 1;
        }
    }
    assert!(found > 20, "only {found} were found");
}

#[test]
fn the_crate_depends_on_libc_and_fastrand_and_nothing_else() {
    let manifest = read("Cargo.toml");
    let tables = manifest.split("\n[").filter(|table| table.contains("dependencies]"));
    let all = tables.flat_map(|table| table.lines().filter(|line| line.contains('=')));
    assert!(all.eq(["libc = \"0.2\"", "fastrand = \"2\""]));
}
