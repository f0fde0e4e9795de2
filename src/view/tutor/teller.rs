//! Texts as written into texts as told: figures become words, links lead to places.

use crate::i18n::{Lang, lesson, number, particle, word};
use crate::lesson::condition::value_at;
use crate::lesson::figure::{Expression, Figure, Operand, Reference};
use crate::lesson::judge::{Case, Found, setting};
use crate::lesson::text::{Block, Inline, Target};
use crate::lesson::{Lesson, Step};
use crate::scenario::Checked;
use crate::view::knob::in_percent;
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
        lab::Field::Number { value, spec, .. } if spec.unit == "requests/s" => number::rate_set(lang, *value),
        // And a chance in percent.
        lab::Field::Number { value, spec, .. }
            if spec.unit.is_empty() && (spec.min, spec.max) == (0.0, 1.0) && !in_percent(path) =>
        {
            number::percent(*value)
        }
        found => lesson::said::counted(lang, lab::value(lang, path, found)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::proof::run;
    use crate::lesson::text::plain;
    use crate::lesson::{Source, Texts};
    use crate::view::tutor::read;

    const TOML: &str = "place = 1
minutes = 9
start.set.horizon_s = 120
start.set.versions.compatibility.schema.stable = 0.3
start.set.lanes = [{ strategy = 'recreate' }, { strategy = 'rolling' }]
[[steps]]
id = 'look'
kind = 'run'
";

    fn text(body: &str) -> String {
        format!(
            "# T\n\nS.\n\n## objectives\n\n- O.\n\n## look: L\n\n{body}\n\n## guide\n\n### goals\n\nG.\n\n### timing\n\nT.\n\n\
             ### questions\n\nQ.\n\n### misconceptions\n\nM.\n\n### answers\n\nA.\n"
        )
    }

    /// What a step says in both languages, before its run and after.
    fn told(ko: &str, en: &str) -> [[String; 2]; 2] {
        let (ko, en) = (text(ko), text(en));
        let lesson = read(&Source { slug: "l", toml: TOML, ko: &ko, en: &en }).expect("a lesson");
        let evidence = run(&lesson.steps[0].scenario);
        let case = || Case::new(&evidence, &lesson.steps[0].scenario).ok();
        let say = |lang: Lang, texts: &Texts, cases: &[Option<Case<'_>>]| {
            let teller = Teller { lang, lesson: &lesson, step: Some(0), cases };
            let blocks = teller.blocks(&texts.steps[0].body);
            let [Block::Paragraph(line)] = &blocks[..] else { panic!("{blocks:?}") };
            plain(line)
        };
        let both = |cases: &[Option<Case<'_>>]| [say(Lang::Ko, &lesson.ko, cases), say(Lang::En, &lesson.en, cases)];
        [both(&[None]), both(&[case()])]
    }

    #[test]
    fn figures_are_filled_in_as_each_language_says_them() {
        let [before, after] = told(
            "{field:traffic.rate_rps|을/를} {capacity.outage_s@recreate|이/가} {at:stable-draining@recreate}에",
            "{field:traffic.rate_rps}, {capacity.outage_s@recreate}, {at:stable-draining@recreate}",
        );
        assert_eq!(before, ["초당 240건을 …가 …에", "240 requests/s, …, …"]);
        assert_eq!(after, ["초당 240건을 12초가 01:00에", "240 requests/s, 12 s, 01:00"]);
    }

    #[test]
    fn ratios_differences_outcomes_and_chances_have_their_forms() {
        let figures = "{cost.peak_instances@rolling / cost.peak_instances@recreate} \
                       {capacity.outage_s@recreate - capacity.outage_s@rolling} {rollout.outcome@rolling} \
                       {rollout.time_to_detect_s@rolling} {requests.harmed@recreate / capacity.outage_s@rolling} \
                       {field:versions.compatibility.schema.stable} {field:fleet.instances@rolling}";
        let [_, [ko, en]] = told(figures, figures);
        assert_eq!(ko, "1.30 12초 완료 – – 30% 10개");
        assert_eq!(en, "1.30 12 s completed – – 30% 10 instances");
    }

    #[test]
    fn a_link_to_a_moment_is_words_until_there_is_one() {
        let line = "[here](moment:rolling:candidate-ready) and [there](field:seed)";
        let text = text(line);
        let lesson = read(&Source { slug: "l", toml: TOML, ko: &text, en: &text }).expect("a lesson");
        let evidence = run(&lesson.steps[0].scenario);
        let targets = |cases: &[Option<Case<'_>>]| {
            let teller = Teller { lang: Lang::En, lesson: &lesson, step: Some(0), cases };
            let [Block::Paragraph(line)] = &teller.blocks(&lesson.en.steps[0].body)[..] else { panic!("a line") };
            let target = |part: &Inline| match part {
                Inline::Link { target, .. } => Some(target.clone()),
                _ => None,
            };
            line.iter().filter_map(target).collect::<Vec<Target>>()
        };
        let field = || Target::Field("seed".to_owned());
        assert_eq!(targets(&[None]), [field()]);
        let case = Case::new(&evidence, &lesson.steps[0].scenario).ok();
        let [Target::Moment { lane: 1, at_s }, second] = &targets(&[case])[..] else { panic!("a moment") };
        assert!(*at_s > 60.0 && *second == field(), "{at_s}");
    }
}
