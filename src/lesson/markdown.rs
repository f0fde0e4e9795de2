//! Markdown into the blocks that lessons have; everything else of it is a problem in its line.

use super::figure::{Figure, Reference};
use super::problem::Fault;
use super::text;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Parser, Tag, TagEnd, TextMergeWithOffset};
use std::ops::Range;

/// A block as it is written.
pub type Block = text::Block<Figure, Reference>;
/// A part of a line as it is written.
pub type Inline = text::Inline<Figure, Reference>;

/// What stands at the top level of a text.
#[derive(Debug, PartialEq)]
pub struct Piece {
    /// The line in which it begins, from 1.
    pub line: usize,
    /// What it is.
    pub node: Node,
}

/// A heading or a block.
#[derive(Debug, PartialEq)]
pub enum Node {
    /// A heading of this level, by its words.
    Heading(usize, String),
    /// Anything else.
    Block(Block),
}

/// A problem and its line.
pub type Faults = Vec<(usize, Fault)>;

/// The pieces of `source`, and what lessons have not.
pub fn parse(source: &str) -> (Vec<Piece>, Faults) {
    let events = TextMergeWithOffset::new(Parser::new(source).into_offset_iter());
    let mut reader = Reader { source, events, at: 0, faults: Faults::new() };
    let mut pieces = Vec::new();
    while let Some((event, range)) = reader.next() {
        let line = reader.line(range.start);
        let node = match event {
            Event::Start(Tag::Heading { level, .. }) => {
                Some(Node::Heading(depth(level), words(&reader.inlines(TagEnd::Heading(level)))))
            }
            other => reader.block(other).map(Node::Block),
        };
        pieces.extend(node.map(|node| Piece { line, node }));
    }
    (pieces, reader.faults)
}

/// The words of a line, without what is only shown.
fn words(line: &[Inline]) -> String {
    let one = |part: &Inline| match part {
        Inline::Text(words) | Inline::Code(words) => words.clone(),
        Inline::Strong(parts) | Inline::Emphasis(parts) | Inline::Link { text: parts, .. } => words(parts),
        Inline::Figure(_) => String::new(),
    };
    line.iter().map(one).collect()
}

fn depth(level: HeadingLevel) -> usize {
    level as usize
}

struct Reader<'a, E> {
    source: &'a str,
    events: E,
    /// Where the last event began.
    at: usize,
    faults: Faults,
}

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, E> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let found = self.events.next()?;
        self.at = found.1.start;
        Some(found)
    }

    fn line(&self, at: usize) -> usize {
        self.source.as_bytes()[..at.min(self.source.len())].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    fn fault(&mut self, fault: Fault) {
        self.faults.push((self.line(self.at), fault));
    }

    fn unsupported(&mut self, event: &Event<'_>) {
        let name: String =
            format!("{event:?}").trim_start_matches("Start(").chars().take_while(|c| c.is_alphanumeric()).collect();
        self.fault(Fault::Unsupported(name));
    }

    fn block(&mut self, event: Event<'a>) -> Option<Block> {
        match event {
            Event::Start(Tag::Paragraph) => Some(Block::Paragraph(self.inlines(TagEnd::Paragraph))),
            Event::Start(Tag::Heading { level, .. }) => Some(Block::Heading(self.inlines(TagEnd::Heading(level)))),
            Event::Start(Tag::List(first)) => {
                let mut entries = Vec::new();
                while let Some((Event::Start(Tag::Item), _)) = self.next() {
                    entries.push(self.entry());
                }
                Some(Block::List { ordered: first.is_some(), entries })
            }
            Event::Start(Tag::CodeBlock(_)) => {
                let mut code = String::new();
                while let Some((Event::Text(text), _)) = self.next() {
                    code.push_str(&text);
                }
                Some(Block::Code(code.trim_end().to_owned()))
            }
            other => {
                self.unsupported(&other);
                self.skip(&other);
                None
            }
        }
    }

    /// Skips what belongs to something that lessons have not.
    fn skip(&mut self, event: &Event<'_>) {
        let mut depth = usize::from(matches!(event, Event::Start(_)));
        while depth > 0 {
            match self.next() {
                Some((Event::Start(_), _)) => depth += 1,
                Some((Event::End(_), _)) => depth -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }

    /// An entry of a list: lines of a tight list stand there without a paragraph.
    fn entry(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut line: Vec<Inline> = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::End(TagEnd::Item) => break,
                Event::Start(Tag::Paragraph | Tag::List(_) | Tag::CodeBlock(_) | Tag::Heading { .. }) => {
                    if !line.is_empty() {
                        blocks.push(Block::Paragraph(std::mem::take(&mut line)));
                    }
                    blocks.extend(self.block(event));
                }
                other => self.inline(other, &mut line),
            }
        }
        if !line.is_empty() {
            blocks.push(Block::Paragraph(line));
        }
        blocks
    }

    fn inlines(&mut self, end: TagEnd) -> Vec<Inline> {
        let mut line = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::End(found) if found == end => break,
                other => self.inline(other, &mut line),
            }
        }
        line
    }

    fn inline(&mut self, event: Event<'a>, line: &mut Vec<Inline>) {
        match event {
            Event::Text(text) => self.text(&text, line),
            Event::SoftBreak => line.push(Inline::Text(" ".to_owned())),
            Event::Code(code) => line.push(Inline::Code(code.into_string())),
            Event::Start(Tag::Strong) => line.push(Inline::Strong(self.inlines(TagEnd::Strong))),
            Event::Start(Tag::Emphasis) => line.push(Inline::Emphasis(self.inlines(TagEnd::Emphasis))),
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, .. }) => {
                let target = Reference::parse(&dest_url);
                let text = self.inlines(TagEnd::Link);
                match target {
                    Some(target) => line.push(Inline::Link { target, text }),
                    None => self.fault(Fault::NoTarget(dest_url.into_string())),
                }
            }
            other => {
                self.unsupported(&other);
                self.skip(&other);
            }
        }
    }

    /// Words, with the figures among them.
    fn text(&mut self, text: &str, line: &mut Vec<Inline>) {
        // Beside letters of other scripts and quotes Markdown does not take every mark for emphasis.
        if text.contains("**") {
            self.fault(Fault::LooseMark);
        }
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (inside, after) = after.split_once('}').unwrap_or((after, ""));
            if !before.is_empty() {
                line.push(Inline::Text(before.to_owned()));
            }
            match Figure::parse(inside) {
                Some(figure) => line.push(Inline::Figure(figure)),
                None => self.fault(Fault::NoFigure(inside.to_owned())),
            }
            rest = after;
        }
        if !rest.is_empty() {
            line.push(Inline::Text(rest.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(source: &str) -> Faults {
        parse(source).1
    }

    #[test]
    fn a_text_becomes_blocks() {
        let source = "# Title\n\nSee **this**\nand `that` at [noon](chart:latency), {requests.harmed@rolling|은/는}.\n\n\
                      - one\n- two\n\n  more\n\n1. first\n\n```\ncode {x}\n```\n";
        let (pieces, faults) = parse(source);
        assert_eq!(faults, []);
        assert_eq!(pieces[0], Piece { line: 1, node: Node::Heading(1, "Title".to_owned()) });
        let Node::Block(Block::Paragraph(line)) = &pieces[1].node else { panic!("{:?}", pieces[1]) };
        assert_eq!(pieces[1].line, 3);
        assert!(
            matches!(
                &line[..],
                [
                    Inline::Text(_),
                    Inline::Strong(_),
                    Inline::Text(_),
                    Inline::Text(_),
                    Inline::Code(_),
                    Inline::Text(_),
                    Inline::Link { target: Reference::Chart(_), .. },
                    Inline::Text(_),
                    Inline::Figure(_),
                    Inline::Text(_)
                ]
            ),
            "{line:?}"
        );
        let Node::Block(Block::List { ordered: false, entries }) = &pieces[2].node else { panic!("{:?}", pieces[2]) };
        assert_eq!(entries.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
        assert!(matches!(&pieces[3].node, Node::Block(Block::List { ordered: true, .. })));
        assert_eq!(pieces[4].node, Node::Block(Block::Code("code {x}".to_owned())));
    }

    #[test]
    fn what_lessons_have_not_is_named_with_its_line() {
        let unsupported = |name: &str| Fault::Unsupported(name.to_owned());
        assert_eq!(faults("a\n\n> b\n"), [(3, unsupported("BlockQuote"))]);
        assert_eq!(faults("a\n\n![b](c)\n"), [(3, unsupported("Image"))]);
        assert_eq!(faults("a\n\n<b>\n")[0].0, 3);
        assert_eq!(faults("a <b>x</b>\n").len(), 2);
        assert_eq!(faults("a\n\n---\n"), [(3, unsupported("Rule"))]);
        assert_eq!(faults("a\n[b](https://c.d)\n"), [(2, Fault::NoTarget("https://c.d".to_owned()))]);
        assert_eq!(faults("a {b} c\n"), [(1, Fault::NoFigure("b".to_owned()))]);
        assert_eq!(faults("a **‘나’**는\n"), [(1, Fault::LooseMark)]);
    }
}
