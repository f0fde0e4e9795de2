//! What a teacher is told of a lesson, as it is printed: what is needed first, then the steps with their answers.

use super::super::answer::about;
use super::super::html;
use super::Fields;
use crate::i18n::lesson::said::Heading;
use crate::i18n::page::learn::Learn;
use crate::i18n::{Lang, lesson as words};
use crate::lesson::proof::Runs;
use crate::lesson::text::Inline;
use crate::view::tutor::{self, Guide, GuideStep};

/// The guide of the lesson `slug`, with the figures of its runs, which are made here.
pub(super) fn form(lang: Lang, fields: &Fields) -> Option<String> {
    let lesson = tutor::find(fields.get("slug")?)?;
    let mut runs = Runs::default();
    let evidence: Vec<_> = lesson.steps.iter().map(|step| Some(runs.of(&step.scenario).clone())).collect();
    let Guide { card, steps, parts } = tutor::guide(lang, &lesson, &evidence);
    let title = format!("{} ({})", html::escaped(&card.title), words::said::minutes(lang, card.minutes));
    let print = Learn::Print.name(lang);
    let mut text = format!(r#"<button type="button" class="chip" id="guide-print" data-print>{print}</button>"#);
    text += &(html::element("h3", &title) + &about(&card));
    for (heading, blocks) in &parts {
        text += &(html::element("h4", &html::escaped(heading)) + &html::text(blocks));
    }
    text += &html::element("h4", words::said::heading(lang, Heading::Steps));
    let one = |((kind, title), step): (&(_, String), &GuideStep)| {
        let head = format!("<b>{}</b> · {}", html::escaped(title), words::kind(lang, *kind));
        let right = step.right.as_ref().map(|line| right_answer(lang, line)).unwrap_or_default();
        let named = |heading, lines: &[String]| {
            let name = words::said::heading(lang, heading);
            let lines = html::list(lines.iter().map(|line| html::escaped(line)));
            html::element("p", name) + &lines
        };
        let goals = if step.goals.is_empty() {
            String::new()
        } else {
            named(Heading::Goal, &step.goals) + &named(Heading::Solution, &step.solution)
        };
        html::element("li", &format!("{head}{right}{goals}"))
    };
    text += &html::element("ol", &card.steps.iter().zip(&steps).map(one).collect::<String>());
    Some(format!(r#"<div class="text guide">{text}</div>"#))
}

fn right_answer(lang: Lang, line: &[Inline]) -> String {
    html::element("p", &format!("{}: {}", words::said::heading(lang, Heading::Right), html::line(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_has_the_answers_of_its_runs() {
        for lesson in tutor::all() {
            for lang in Lang::ALL {
                let text = form(lang, &Fields::of(&format!("slug={}", lesson.slug))).expect("a guide");
                // Dots stand for figures of runs that were not made.
                assert!(!text.contains('…') && text.contains("<h4>"), "{text}");
            }
        }
        assert_eq!(form(Lang::En, &Fields::of("slug=no")), None);
    }
}
