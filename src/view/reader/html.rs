//! Texts as HTML: the few elements that a text has, all else written as it is.

use crate::lesson::text::{Block, Inline, Target};

/// Words that may hold anything.
#[must_use]
pub fn escaped(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            letter => safe.push(letter),
        }
    }
    safe
}

/// An element around what is HTML already.
#[must_use]
pub fn element(name: &str, inner: &str) -> String {
    format!("<{name}>{inner}</{name}>")
}

/// A list of entries that are HTML already.
#[must_use]
pub fn list(entries: impl Iterator<Item = String>) -> String {
    element("ul", &entries.map(|entry| element("li", &entry)).collect::<String>())
}

/// A text.
#[must_use]
pub fn text(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect()
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(parts) => element("p", &line(parts)),
        Block::Heading(parts) => element("h4", &line(parts)),
        Block::List { ordered, entries } => {
            // An entry of one paragraph is a line.
            let entry = |blocks: &Vec<Block>| match blocks.as_slice() {
                [Block::Paragraph(parts)] => element("li", &line(parts)),
                blocks => element("li", &text(blocks)),
            };
            element(if *ordered { "ol" } else { "ul" }, &entries.iter().map(entry).collect::<String>())
        }
        Block::Code(code) => element("pre", &element("code", &escaped(code))),
    }
}

/// A line.
#[must_use]
pub fn line(parts: &[Inline]) -> String {
    parts.iter().map(inline).collect()
}

fn inline(part: &Inline) -> String {
    match part {
        Inline::Text(words) => escaped(words),
        Inline::Strong(parts) => element("strong", &line(parts)),
        Inline::Emphasis(parts) => element("em", &line(parts)),
        Inline::Code(code) => element("code", &escaped(code)),
        Inline::Figure(figure) => element("b", &escaped(figure)),
        Inline::Link { target, text } => {
            let (name, value) = match target {
                Target::Moment { lane, at_s } => ("moment", format!("{lane}:{at_s}")),
                Target::Field(path) => ("field", path.clone()),
                Target::Chart(key) => ("chart", key.clone()),
                Target::Term(id) => ("term", id.clone()),
            };
            format!(r#"<button type="button" class="link" data-{name}="{}">{}</button>"#, escaped(&value), line(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_cannot_become_markup() {
        let words = Inline::Text(r#"a < b & "c" <script>"#.to_owned());
        let link = Inline::Link { target: Target::Field(r#"x"onclick="y"#.to_owned()), text: vec![words.clone()] };
        assert_eq!(
            text(&[Block::Paragraph(vec![Inline::Strong(vec![words]), link])]),
            "<p><strong>a &lt; b &amp; &quot;c&quot; &lt;script&gt;</strong><button type=\"button\" class=\"link\" \
             data-field=\"x&quot;onclick=&quot;y\">a &lt; b &amp; &quot;c&quot; &lt;script&gt;</button></p>"
        );
    }

    #[test]
    fn an_entry_of_one_paragraph_is_a_line() {
        let line = |words: &str| Block::Paragraph(vec![Inline::Text(words.to_owned())]);
        let entries = vec![vec![line("one")], vec![line("two"), line("more")]];
        assert_eq!(
            text(&[Block::List { ordered: true, entries }]),
            "<ol><li>one</li><li><p>two</p><p>more</p></li></ol>"
        );
    }
}
