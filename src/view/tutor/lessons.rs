//! The lessons that come with the tool, and what only words can say of a lesson: whether its claims, charts and particles
//! are any.

use crate::i18n::preset::card::Claim;
use crate::i18n::{Lang, particle};
use crate::lesson::figure::Reference;
use crate::lesson::problem::{Fault, Place, Problem};
use crate::lesson::{self, Lesson, SOURCES, Source};
use crate::view::chart::{ChartKind, key};

/// Reads a lesson.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(source: &Source<'_>) -> Result<Lesson, Vec<Problem>> {
    let lesson = lesson::read(source)?;
    let mut problems = Vec::new();
    let mut fault = |file: &str, place: String, fault| {
        problems.push(Problem { file: file.to_owned(), place: Place::Path(place), fault });
    };
    for (i, step) in lesson.steps.iter().enumerate() {
        for claim in step.claims.iter().filter(|claim| !Claim::ALL.iter().any(|known| format!("{known:?}") == **claim))
        {
            fault("lesson.toml", format!("steps[{i}].claims"), Fault::UnknownClaim(claim.clone()));
        }
    }
    for (lang, texts) in [(Lang::Ko, &lesson.ko), (Lang::En, &lesson.en)] {
        let file = format!("{}.md", lang.tag());
        for particle in texts.figures().filter_map(|figure| figure.particle.as_ref()) {
            if lang == Lang::En || particle::named(particle).is_none() {
                fault(&file, String::new(), Fault::NoParticle(particle.clone()));
            }
        }
        for reference in texts.references() {
            if let Reference::Chart(chart) = reference
                && !ChartKind::ALL.iter().any(|kind| key(*kind) == chart)
            {
                fault(&file, String::new(), Fault::NoTarget(format!("chart:{chart}")));
            }
        }
    }
    if problems.is_empty() { Ok(lesson) } else { Err(problems) }
}

/// The lesson of this name that comes with the tool; the others are not read.
#[must_use]
pub fn find(slug: &str) -> Option<Lesson> {
    SOURCES.iter().find(|source| source.slug == slug).and_then(|source| read(source).ok())
}

/// The lessons that come with the tool, in the order of the course. A test reads them all.
#[must_use]
pub fn all() -> Vec<Lesson> {
    let mut lessons: Vec<Lesson> = SOURCES.iter().filter_map(|source| read(source).ok()).collect();
    lessons.sort_by(|a, b| (a.place, &a.slug).cmp(&(b.place, &b.slug)));
    lessons
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The problems of the first lesson with one thing changed in a file.
    fn problems(file: &str, from: &str, to: &str) -> Vec<Fault> {
        let source = SOURCES.iter().find(|source| source.slug == "why-it-hurts").expect("the first lesson");
        let with = |name: &str, text: &str| {
            assert!(name != file || text.contains(from), "{from}");
            if name == file { text.replacen(from, to, 1) } else { text.to_owned() }
        };
        let (toml, ko, en) = (with("lesson.toml", source.toml), with("ko.md", source.ko), with("en.md", source.en));
        let wrong = read(&Source { slug: source.slug, toml: &toml, ko: &ko, en: &en }).expect_err(to);
        assert!(wrong.iter().all(|problem| problem.file == file), "{wrong:?}");
        wrong.into_iter().map(|problem| problem.fault).collect()
    }

    #[test]
    fn what_only_words_can_say_is_asked_as_well() {
        assert_eq!(problems("lesson.toml", "\"Z1\"", "\"Z9\""), [Fault::UnknownClaim("Z9".to_owned())]);
        assert_eq!(problems("ko.md", "|이/가}", "|가}"), [Fault::NoParticle("가".to_owned())]);
        assert_eq!(problems("en.md", "{field:traffic.rate_rps}", "{field:traffic.rate_rps|은/는}").len(), 1);
        assert_eq!(problems("en.md", "(chart:errors)", "(chart:error)"), [Fault::NoTarget("chart:error".to_owned())]);
    }

    #[test]
    fn a_lesson_is_found_by_its_name() {
        assert_eq!(find("why-it-hurts").map(|lesson| lesson.place), Some(1));
        assert_eq!(find("never"), None);
    }
}
