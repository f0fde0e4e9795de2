//! Lessons in a terminal: the list, the text of one with the figures of its runs, and the proof that lessons keep their promises.

use crate::args::Lesson as Asked;
use crate::failure::Failure;
use crate::output::{Done, print};
use cutover::i18n::Lang;
use cutover::i18n::lesson::said::{self, Heading};
use cutover::i18n::lesson::{failure, kind, sentence};
use cutover::lesson::proof::{Runs, prove};
use cutover::lesson::text::{Block, plain};
use cutover::lesson::{Lesson, SOURCES, Source, Task};
use cutover::view::tutor::{Choice, StepView, all, guide, read, step};
use std::fs;
use std::path::{Path, PathBuf};

pub fn lesson(lang: Lang, asked: &Asked) -> Done {
    match (&asked.check, &asked.slug) {
        (Some(folder), _) => check(lang, folder.as_deref()),
        (None, None) => print(&list(lang)),
        (None, Some(slug)) => {
            let lesson = find(lang, slug)?;
            print(&if asked.guide { guide_text(lang, &lesson) } else { text(lang, &lesson) })
        }
    }
}

/// The lesson of this name, or the one in this folder.
fn find(lang: Lang, slug: &str) -> Result<Lesson, Failure> {
    let folder = Path::new(slug);
    if folder.join("lesson.toml").is_file() {
        let [toml, ko, en] = files(folder)?;
        let source = Source { slug: &name(folder), toml: &toml, ko: &ko, en: &en };
        let told = |problems: Vec<_>| Failure::Lessons(problems.iter().map(|one| sentence(lang, one)).collect());
        return read(&source).map_err(told);
    }
    let lessons = all();
    let slugs: Vec<String> = lessons.iter().map(|lesson| lesson.slug.clone()).collect();
    let found = lessons.into_iter().find(|lesson| lesson.slug == slug);
    found.ok_or_else(|| Failure::Lessons(vec![said::unknown(lang, slug, &slugs)]))
}

fn name(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The three files of a lesson's folder.
fn files(folder: &Path) -> Result<[String; 3], Failure> {
    let file = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|error| Failure::Lessons(vec![format!("{}: {error}", path.display())]))
    };
    Ok([file("lesson.toml")?, file("ko.md")?, file("en.md")?])
}

fn list(lang: Lang) -> String {
    let line = |lesson: &Lesson| {
        let texts = lang.pick(&lesson.ko, &lesson.en);
        format!("{}  {} ({})\n", lesson.slug, texts.title, said::minutes(lang, lesson.minutes))
    };
    all().iter().map(line).collect()
}

/// Everything that a lesson says, with the figures of its runs.
fn text(lang: Lang, lesson: &Lesson) -> String {
    let mut runs = Runs::default();
    let mut text = head(lang, lesson);
    for (place, found) in lesson.steps.iter().enumerate() {
        let evidence = runs.of(&found.scenario).clone();
        let Some(mut view) = step(lang, lesson, place, Some(&evidence), true) else { continue };
        if let Task::Try { solution, .. } = &found.task {
            // What is said once the goal is reached.
            let solved = runs.of(solution).clone();
            view.after = step(lang, lesson, place, Some(&solved), true).map(|view| view.after).unwrap_or_default();
        }
        text.push_str(&step_text(lang, place, &view));
    }
    text
}

fn head(lang: Lang, lesson: &Lesson) -> String {
    let texts = lang.pick(&lesson.ko, &lesson.en);
    format!("# {} ({})\n", texts.title, said::minutes(lang, lesson.minutes))
}

fn step_text(lang: Lang, place: usize, view: &StepView) -> String {
    let mut text = format!("\n## {}. {} — {}\n\n", place + 1, view.title, kind(lang, view.kind));
    text.push_str(&blocks(&view.body, ""));
    for (i, Choice { text: line, .. }) in view.choices.iter().enumerate() {
        let mark = if view.right == Some(i) { "*" } else { " " };
        text.push_str(&format!("  [{mark}] {}\n", plain(line)));
    }
    for goal in &view.goals {
        let mark = if goal.met == Some(true) { "*" } else { " " };
        let seen = if goal.seen.is_empty() { String::new() } else { format!(" ({})", goal.seen) };
        text.push_str(&format!("  [{mark}] {}{seen}\n", goal.text));
    }
    for (i, hint) in view.hints.iter().enumerate() {
        text.push_str(&format!("\n{} {}\n{}", said::heading(lang, Heading::Hint), i + 1, blocks(hint, "  ")));
    }
    if !view.after.is_empty() {
        text.push_str(&format!("\n{}\n{}", said::heading(lang, Heading::After), blocks(&view.after, "  ")));
    }
    text
}

/// What a teacher is told, with the answers that the runs give.
fn guide_text(lang: Lang, lesson: &Lesson) -> String {
    let mut runs = Runs::default();
    let evidence: Vec<_> = lesson.steps.iter().map(|step| Some(runs.of(&step.scenario).clone())).collect();
    let guide = guide(lang, lesson, &evidence);
    let mut text = head(lang, lesson);
    for (heading, part) in &guide.parts {
        text.push_str(&format!("\n## {heading}\n\n{}", blocks(part, "")));
    }
    text.push_str(&format!("\n## {}\n\n", said::heading(lang, Heading::Steps)));
    for (i, (found, (kind_of, title))) in guide.steps.iter().zip(&guide.card.steps).enumerate() {
        text.push_str(&format!("{}. {title} — {}\n", i + 1, kind(lang, *kind_of)));
        if let Some(right) = &found.right {
            text.push_str(&format!("   {}: {}\n", said::heading(lang, Heading::Right), plain(right)));
        }
        for goal in &found.goals {
            text.push_str(&format!("   {}: {goal}\n", said::heading(lang, Heading::Goal)));
        }
        for change in &found.solution {
            text.push_str(&format!("   {}: {change}\n", said::heading(lang, Heading::Solution)));
        }
    }
    text
}

/// Blocks as lines, each after `before`.
fn blocks(found: &[Block], before: &str) -> String {
    let mut text = String::new();
    for block in found {
        match block {
            Block::Paragraph(line) => text.push_str(&format!("{before}{}\n", plain(line))),
            Block::Heading(line) => text.push_str(&format!("\n{before}{}\n", plain(line))),
            Block::Code(code) => code.lines().for_each(|line| text.push_str(&format!("{before}    {line}\n"))),
            Block::List { ordered, entries } => {
                for (i, entry) in entries.iter().enumerate() {
                    let mark = if *ordered { format!("{}. ", i + 1) } else { "- ".to_owned() };
                    let inside = blocks(entry, &format!("{before}  "));
                    text.push_str(&format!("{before}{mark}{}", inside.trim_start()));
                }
            }
        }
    }
    text
}

/// Proves the lessons of a folder, or those that come with the tool.
fn check(lang: Lang, folder: Option<&Path>) -> Done {
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut one = |source: &Source<'_>| {
        count += 1;
        match read(source) {
            Ok(lesson) => {
                let failures = prove(&lesson, &mut Runs::default());
                wrong.extend(failures.iter().map(|found| failure(lang, source.slug, found)));
            }
            Err(problems) => {
                wrong.extend(problems.iter().map(|problem| format!("{}/{}", source.slug, sentence(lang, problem))));
            }
        }
    };
    match folder {
        None => SOURCES.iter().for_each(one),
        Some(folder) => {
            for lesson in folders(folder)? {
                let [toml, ko, en] = files(&lesson)?;
                one(&Source { slug: &name(&lesson), toml: &toml, ko: &ko, en: &en });
            }
        }
    }
    if wrong.is_empty() { print(&format!("{}\n", said::all_kept(lang, count))) } else { Err(Failure::Lessons(wrong)) }
}

/// The folder itself if it is a lesson, or those in it, by their names.
fn folders(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    if folder.join("lesson.toml").is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let unreadable = |error: std::io::Error| Failure::Lessons(vec![format!("{}: {error}", folder.display())]);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
