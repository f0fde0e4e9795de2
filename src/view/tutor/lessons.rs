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
