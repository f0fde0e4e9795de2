//! Texts as written into texts as told: figures become words, links lead to places.

use crate::i18n::{Lang, lesson, number, particle, word};
use crate::lesson::condition::value_at;
use crate::lesson::figure::{Expression, Figure, Operand, Reference};
use crate::lesson::judge::{Case, Found, setting};
use crate::lesson::text::{Block, Inline, Target};
use crate::lesson::{Lesson, Step};
use crate::scenario::Checked;
use crate::view::lab;

/// A block as it is written.
type Written = Block<Figure, Reference>;
/// A part of a line as it is written.
type WrittenInline = Inline<Figure, Reference>;

/// Shown in place of a figure as long as nothing was run.
const NOT_YET: &str = "…";

/// Who tells the texts of a lesson.
#[derive(Debug)]
pub struct Teller<'a> {
    /// In which language.
    pub lang: Lang,
    /// Of which lesson.
    pub lesson: &'a Lesson,
    /// In the text of which step; `None` in the guide.
    pub step: Option<usize>,
    /// The runs of the steps, as far as there are any.
    pub cases: &'a [Option<Case<'a>>],
}

impl Teller<'_> {
    /// The text as it is told.
    #[must_use]
    pub fn blocks(&self, written: &[Written]) -> Vec<Block> {
        written.iter().map(|block| self.block(block)).collect()
    }

    fn block(&self, written: &Written) -> Block {
        match written {
            Block::Paragraph(line) => Block::Paragraph(self.line(line)),
            Block::Heading(line) => Block::Heading(self.line(line)),
            Block::List { ordered, entries } => {
                let entries = entries.iter().map(|entry| self.blocks(entry)).collect();
                Block::List { ordered: *ordered, entries }
            }
            Block::Code(code) => Block::Code(code.clone()),
        }
    }

    /// The line as it is told.
    #[must_use]
    pub fn line(&self, written: &[WrittenInline]) -> Vec<Inline> {
        written.iter().flat_map(|part| self.inline(part)).collect()
    }

    fn inline(&self, written: &WrittenInline) -> Vec<Inline> {
        vec![match written {
            Inline::Text(words) => Inline::Text(words.clone()),
            Inline::Strong(parts) => Inline::Strong(self.line(parts)),
            Inline::Emphasis(parts) => Inline::Emphasis(self.line(parts)),
            Inline::Code(code) => Inline::Code(code.clone()),
            Inline::Figure(figure) => Inline::Figure(self.figure(figure)),
            Inline::Link { target, text } => match self.target(target) {
                Some(target) => Inline::Link { target, text: self.line(text) },
                // Before the run there is no moment to go to.
                None => return self.line(text),
            },
        }]
    }

    fn target(&self, written: &Reference) -> Option<Target> {
        Some(match written {
            Reference::Field(path) => Target::Field(path.clone()),
            Reference::Chart(chart) => Target::Chart(chart.clone()),
            Reference::Term(term) => Target::Term(term.clone()),
            Reference::Moment { lane, event, nth } => {
                let case = self.cases.get(self.step?)?.as_ref()?;
                let place = case.place(Some(lane))?;
                Target::Moment { lane: place, at_s: case.moment(place, *event, *nth)? }
            }
        })
    }

    /// The step whose run a figure is about, and its place.
    fn step_of(&self, figure: &Figure) -> Option<(usize, &Step)> {
        let place = match &figure.step {
            Some(id) => self.lesson.steps.iter().position(|step| step.id == *id),
            None => self.step,
        }?;
        Some((place, self.lesson.steps.get(place)?))
    }

    fn figure(&self, figure: &Figure) -> String {
        let words = self.value(figure).unwrap_or_else(|| number::NOTHING.to_owned());
        match figure.particle.as_deref().and_then(particle::named) {
            Some(with_particle) => with_particle(&words),
            None => words,
        }
    }

    fn value(&self, figure: &Figure) -> Option<String> {
        let (place, step) = self.step_of(figure)?;
        let case = self.cases.get(place).and_then(Option::as_ref);
        // Settings are known before the run.
        if let (Expression::One(Operand::Field { path, lane }), None) = (&figure.value, case) {
            return field(self.lang, &setting(&step.scenario, lane.as_deref())?, path);
        }
        let Some(case) = case else { return Some(NOT_YET.to_owned()) };
        match &figure.value {
            Expression::One(operand) => self.one(case, operand),
            Expression::Ratio(a, b) => {
                let (a, b) = (amount(case, a)?, amount(case, b)?);
                (b != 0.0).then(|| number::readable(a / b))
            }
            Expression::Difference(a, b) => {
                let difference = amount(case, a)? - amount(case, b)?;
                Some(match a {
                    Operand::Number { quantity, .. } => lesson::amount(self.lang, *quantity, difference),
                    Operand::Moment { .. } => number::duration(self.lang, difference),
                    Operand::Field { .. } => number::readable(difference),
                })
            }
        }
    }

    fn one(&self, case: &Case<'_>, operand: &Operand) -> Option<String> {
        Some(match (case.find(operand)?, operand) {
            (Found::Number(number), Operand::Number { quantity, .. }) => lesson::amount(self.lang, *quantity, number),
            (Found::Outcome(outcome), _) => word::rollout_outcome(self.lang, outcome).to_owned(),
            (Found::Moment(at_s), _) => number::clock(at_s),
            (Found::Field(scenario), Operand::Field { path, .. }) => return field(self.lang, &scenario, path),
            (Found::Number(_) | Found::Field(_), _) => return None,
        })
    }
}

/// The number that stands for something a text names.
fn amount(case: &Case<'_>, operand: &Operand) -> Option<f64> {
    match (case.find(operand)?, operand) {
        (Found::Number(number) | Found::Moment(number), _) => Some(number),
        (Found::Field(scenario), Operand::Field { path, .. }) => value_at(&scenario, path)?.as_f64(),
        (Found::Outcome(_) | Found::Field(_), _) => None,
    }
}

/// The value of a field as people read it.
pub(super) fn field(lang: Lang, scenario: &Checked, path: &str) -> Option<String> {
    let nodes = lab::nodes(scenario);
    let node = nodes.iter().find(|node| node.path == path)?;
    Some(match node.field.as_ref()? {
        // In a sentence a rate is said as one: so many in a second.
        lab::Field::Number { value, spec, .. } if spec.unit == "requests/s" => number::rate(lang, *value),
        found => lab::value(lang, path, found),
    })
}
