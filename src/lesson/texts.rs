//! The texts of a lesson in one language: which section says what, and whether each step has what it needs.

use super::StepKind;
use super::figure::{Figure, Reference};
use super::markdown::{self, Node, Piece};
use super::problem::{Fault, Place, Problem};
use super::read::{Step, Task};
use super::text::{Block as AnyBlock, Inline as AnyInline};

pub use super::markdown::{Block, Inline};

const OBJECTIVES: &str = "objectives";
const GUIDE: &str = "guide";
const HINT: &str = "hint";
const AFTER: &str = "after";
/// Fewest and most hints of a step.
const HINTS: [usize; 2] = [2, 4];

/// Everything that a lesson says in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Texts {
    /// Its name.
    pub title: String,
    /// What it is about, in a line.
    pub summary: Vec<Inline>,
    /// What one can do afterwards.
    pub objectives: Vec<Vec<Inline>>,
    /// The steps, in their order.
    pub steps: Vec<StepText>,
    /// What a teacher is told, by [`Part::ALL`].
    pub guide: Vec<Vec<Block>>,
}

/// What a step says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepText {
    /// Its name.
    pub title: String,
    /// What stands there from the beginning.
    pub body: Vec<Block>,
    /// The choices of a prediction, in the order of `lesson.toml`.
    pub choices: Vec<Vec<Inline>>,
    /// What is said after the run that answers a prediction, or reaches a goal.
    pub after: Vec<Block>,
    /// From the slightest hint to the plainest.
    pub hints: Vec<Vec<Block>>,
}

/// A part of what a teacher is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the class shall take along.
    Goals,
    /// How long each step takes.
    Timing,
    /// What to ask the class.
    Questions,
    /// What learners often believe, and what shows that it is not so.
    Misconceptions,
    /// What to answer.
    Answers,
}

impl Part {
    /// Every part, in the order of a guide.
    pub const ALL: [Part; 5] = [Part::Goals, Part::Timing, Part::Questions, Part::Misconceptions, Part::Answers];

    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Part::Goals => "goals",
            Part::Timing => "timing",
            Part::Questions => "questions",
            Part::Misconceptions => "misconceptions",
            Part::Answers => "answers",
        }
    }
}

/// Blocks under a heading.
struct Section {
    line: usize,
    name: String,
    title: String,
    blocks: Vec<Block>,
    parts: Vec<Section>,
}

impl Section {
    fn new(line: usize, heading: &str) -> Section {
        let (name, title) = heading.split_once(':').unwrap_or((heading, ""));
        let [name, title] = [name, title].map(|text| text.trim().to_owned());
        Section { line, name, title, blocks: Vec::new(), parts: Vec::new() }
    }
}

/// Reads the texts of `steps` in `source`, the file of this name.
pub(super) fn read(source: &str, file: &str, steps: &[Step]) -> (Texts, Vec<Problem>) {
    let (pieces, faults) = markdown::parse(source);
    let mut reader = Reader { file, problems: Vec::new() };
    faults.into_iter().for_each(|(line, fault)| reader.fault(line, fault));
    let (head, mut sections) = outline(pieces);
    reader.names(&sections, steps);
    let mut take = |name: &str| {
        let place = sections.iter().position(|section| section.name == name)?;
        Some(sections.remove(place))
    };
    let (title, summary) = reader.head(head);
    let objectives = match take(OBJECTIVES) {
        Some(section) => reader.objectives(&section),
        None => reader.no_section(OBJECTIVES),
    };
    let guide = match take(GUIDE) {
        Some(section) => reader.guide(section, steps),
        None => reader.no_section(GUIDE),
    };
    let step = |step: &Step| match take(&step.id) {
        Some(section) => reader.step(section, step),
        None => {
            reader.fault(1, Fault::NoSection(step.id.clone()));
            StepText::default()
        }
    };
    let steps = steps.iter().map(step).collect();
    (Texts { title, summary, objectives, steps, guide }, reader.problems)
}

/// What stands before the first section, and the sections.
fn outline(pieces: Vec<Piece>) -> (Vec<Piece>, Vec<Section>) {
    let (mut head, mut sections) = (Vec::new(), Vec::<Section>::new());
    for piece in pieces {
        let Some(section) = sections.last_mut() else {
            match piece.node {
                Node::Heading(2, heading) => sections.push(Section::new(piece.line, &heading)),
                _ => head.push(piece),
            }
            continue;
        };
        let innermost = |section: &mut Section, block| match section.parts.last_mut() {
            Some(part) => part.blocks.push(block),
            None => section.blocks.push(block),
        };
        match piece.node {
            Node::Heading(1 | 2, heading) => sections.push(Section::new(piece.line, &heading)),
            Node::Heading(3, heading) => section.parts.push(Section::new(piece.line, &heading)),
            Node::Heading(_, heading) => innermost(section, AnyBlock::Heading(vec![AnyInline::Text(heading)])),
            Node::Block(block) => innermost(section, block),
        }
    }
    (head, sections)
}

struct Reader<'a> {
    file: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn fault(&mut self, line: usize, fault: Fault) {
        self.problems.push(Problem { file: self.file.to_owned(), place: Place::Line(line), fault });
    }

    fn no_section<T: Default>(&mut self, name: &str) -> T {
        self.fault(1, Fault::NoSection(name.to_owned()));
        T::default()
    }

    /// Sections that nobody asks for, and those that come twice.
    fn names(&mut self, sections: &[Section], steps: &[Step]) {
        for (i, section) in sections.iter().enumerate() {
            let is_known = [OBJECTIVES, GUIDE].contains(&section.name.as_str())
                || steps.iter().any(|step| step.id == section.name);
            if !is_known {
                self.fault(section.line, Fault::UnknownSection(section.name.clone()));
            } else if sections[..i].iter().any(|before| before.name == section.name) {
                self.fault(section.line, Fault::Twice(section.name.clone()));
            }
        }
    }

    fn head(&mut self, head: Vec<Piece>) -> (String, Vec<Inline>) {
        let mut nodes = head.into_iter().map(|piece| piece.node);
        match (nodes.next(), nodes.next(), nodes.next()) {
            (Some(Node::Heading(1, title)), Some(Node::Block(AnyBlock::Paragraph(summary))), None)
                if figures(&[AnyBlock::Paragraph(summary.clone())]).is_empty() =>
            {
                (title, summary)
            }
            _ => {
                self.fault(1, Fault::NoTitle);
                Default::default()
            }
        }
    }

    fn objectives(&mut self, section: &Section) -> Vec<Vec<Inline>> {
        self.without_parts(section);
        let lines = match section.blocks.as_slice() {
            [AnyBlock::List { entries, .. }] if figures(&section.blocks).is_empty() => lines(entries),
            _ => None,
        };
        lines.unwrap_or_else(|| {
            self.fault(section.line, Fault::Empty(section.name.clone()));
            Vec::new()
        })
    }

    fn without_parts(&mut self, section: &Section) {
        for part in &section.parts {
            self.fault(part.line, Fault::UnknownSection(part.name.clone()));
        }
    }

    fn guide(&mut self, section: Section, steps: &[Step]) -> Vec<Vec<Block>> {
        let mut parts = section.parts;
        if !section.blocks.is_empty() {
            self.fault(section.line, Fault::UnknownSection(section.name.clone()));
        }
        let mut guide = Vec::new();
        for wanted in Part::ALL {
            match parts.iter().position(|part| part.name == wanted.name()) {
                Some(place) => {
                    let part = parts.remove(place);
                    self.filled(&part);
                    self.guide_figures(&part, steps);
                    guide.push(part.blocks);
                }
                None => guide.push(self.no_section(wanted.name())),
            }
        }
        for part in parts {
            self.fault(part.line, Fault::UnknownSection(part.name));
        }
        guide
    }

    fn filled(&mut self, section: &Section) {
        if section.blocks.is_empty() {
            self.fault(section.line, Fault::Empty(section.name.clone()));
        }
    }

    /// A guide is about all steps: its figures say of which they are, and its links cannot.
    fn guide_figures(&mut self, part: &Section, steps: &[Step]) {
        for figure in figures(&part.blocks) {
            match figure.step.as_ref().and_then(|id| steps.iter().find(|step| step.id == *id)) {
                Some(step) => figure.faults(step).into_iter().for_each(|fault| self.fault(part.line, fault)),
                None => self.fault(part.line, Fault::StepOfFigure(figure.step.clone().unwrap_or_default())),
            }
        }
        for reference in references(&part.blocks) {
            match reference {
                Reference::Moment { .. } => self.fault(part.line, Fault::NoTarget("moment:".to_owned())),
                other => steps
                    .iter()
                    .take(1)
                    .filter_map(|step| other.fault(step))
                    .for_each(|fault| self.fault(part.line, fault)),
            }
        }
    }

    /// What a text of `step` says that the step does not have.
    fn step_figures(&mut self, line: usize, blocks: &[Block], step: &Step, before_the_run: bool) {
        for figure in figures(blocks) {
            if let Some(other) = &figure.step {
                self.fault(line, Fault::StepOfFigure(other.clone()));
            }
            if before_the_run && figure.is_of_the_run() {
                self.fault(line, Fault::ToldTooSoon(step.id.clone()));
            }
            figure.faults(step).into_iter().for_each(|fault| self.fault(line, fault));
        }
        for fault in references(blocks).into_iter().filter_map(|reference| reference.fault(step)) {
            self.fault(line, fault);
        }
    }

    fn step(&mut self, section: Section, step: &Step) -> StepText {
        let kind = step.kind();
        if section.title.is_empty() {
            self.fault(section.line, Fault::NoStepTitle(section.name.clone()));
        }
        self.filled(&section);
        self.step_figures(section.line, &section.blocks, step, kind == StepKind::Predict);
        let (mut after, mut hints) = (Vec::new(), Vec::new());
        for part in section.parts {
            self.filled(&part);
            self.step_figures(part.line, &part.blocks, step, false);
            match (part.name.as_str(), kind) {
                (HINT, StepKind::Try) => hints.push(part.blocks),
                (AFTER, StepKind::Predict | StepKind::Try) if after.is_empty() => after = part.blocks,
                _ => self.fault(part.line, Fault::UnknownSection(part.name)),
            }
        }
        if kind == StepKind::Predict && after.is_empty() {
            self.fault(section.line, Fault::NoSection(AFTER.to_owned()));
        }
        if kind == StepKind::Try {
            let [fewest, most] = HINTS;
            match hints.len() {
                few if few < fewest => self.fault(section.line, Fault::TooFew(fewest)),
                many if many > most => self.fault(section.line, Fault::TooMany(most)),
                _ => {}
            }
        }
        let mut body = section.blocks;
        let choices = match &step.task {
            Task::Predict(choices) => {
                let ids: Vec<&str> = choices.iter().map(|choice| choice.id.as_str()).collect();
                self.choices(section.line, &mut body, &ids)
            }
            _ => Vec::new(),
        };
        StepText { title: section.title, body, choices, after, hints }
    }

    /// Takes the list of choices from the end of a question: `- id: text`.
    fn choices(&mut self, line: usize, body: &mut Vec<Block>, ids: &[&str]) -> Vec<Vec<Inline>> {
        let entries = match body.pop() {
            Some(AnyBlock::List { entries, .. }) => entries,
            Some(other) => {
                body.push(other);
                Vec::new()
            }
            None => Vec::new(),
        };
        let named: Vec<(String, Vec<Inline>)> =
            lines(&entries).unwrap_or_default().into_iter().filter_map(named).collect();
        let in_order = ids.iter().filter_map(|id| named.iter().find(|(name, _)| name == id));
        let found: Vec<Vec<Inline>> = in_order.map(|(_, text)| text.clone()).collect();
        if found.len() != ids.len() || entries.len() != ids.len() {
            self.fault(line, Fault::Choices(ids.iter().map(|id| (*id).to_owned()).collect()));
        }
        found
    }
}

/// The entries of a list, if each is a line.
fn lines(entries: &[Vec<Block>]) -> Option<Vec<Vec<Inline>>> {
    let line = |entry: &Vec<Block>| match entry.as_slice() {
        [AnyBlock::Paragraph(line)] => Some(line.clone()),
        _ => None,
    };
    entries.iter().map(line).collect()
}

/// The name before the colon with which a line begins, and the rest.
fn named(mut line: Vec<Inline>) -> Option<(String, Vec<Inline>)> {
    let Some(AnyInline::Text(first)) = line.first_mut() else { return None };
    let (name, rest) =
        first.split_once(':').map(|(name, rest)| (name.trim().to_owned(), rest.trim_start().to_owned()))?;
    *first = rest;
    Some((name, line))
}

/// Every figure in a text.
pub(super) fn figures(blocks: &[Block]) -> Vec<&Figure> {
    inlines(blocks)
        .into_iter()
        .filter_map(|part| match part {
            AnyInline::Figure(figure) => Some(figure),
            _ => None,
        })
        .collect()
}

/// Every link's address in a text.
pub(super) fn references(blocks: &[Block]) -> Vec<&Reference> {
    inlines(blocks)
        .into_iter()
        .filter_map(|part| match part {
            AnyInline::Link { target, .. } => Some(target),
            _ => None,
        })
        .collect()
}

fn inlines(blocks: &[Block]) -> Vec<&Inline> {
    fn line<'a>(parts: &'a [Inline], found: &mut Vec<&'a Inline>) {
        for part in parts {
            found.push(part);
            match part {
                AnyInline::Strong(inner) | AnyInline::Emphasis(inner) | AnyInline::Link { text: inner, .. } => {
                    line(inner, found);
                }
                AnyInline::Text(_) | AnyInline::Code(_) | AnyInline::Figure(_) => {}
            }
        }
    }
    let mut found = Vec::new();
    for block in blocks {
        match block {
            AnyBlock::Paragraph(parts) | AnyBlock::Heading(parts) => line(parts, &mut found),
            AnyBlock::List { entries, .. } => found.extend(entries.iter().flat_map(|entry| inlines(entry))),
            AnyBlock::Code(_) => {}
        }
    }
    found
}

impl Texts {
    /// Every text that may name figures and places, with the step to which it belongs; none for the guide.
    pub fn all(&self) -> impl Iterator<Item = (Option<usize>, &[Block])> {
        let guide = self.guide.iter().map(|part| (None, part.as_slice()));
        let steps = self.steps.iter().enumerate().flat_map(|(i, step)| {
            let texts = [step.body.as_slice(), step.after.as_slice()].into_iter();
            texts.chain(step.hints.iter().map(Vec::as_slice)).map(move |blocks| (Some(i), blocks))
        });
        steps.chain(guide)
    }

    /// The figures of every text.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.all().flat_map(|(_, blocks)| figures(blocks))
    }

    /// The addresses of every link.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.all().flat_map(|(_, blocks)| references(blocks))
    }
}
