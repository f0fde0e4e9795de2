//! The words of links: what the address's parameters are, what is wrong with one, and the form that builds links for a class.
//!
//! The parameters stand in a table, each under its `[name]`: a line for each of `name | Korean | English`, `ko | …` and `en | …` (what
//! it does), and `name.value | Korean | English` for values that are called otherwise than they are written.

pub mod said;

use super::Lang;

const TABLE: &str = include_str!("parameters.txt");

/// The lines of the parameter `name`, key and value.
fn lines(name: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let section = TABLE.split("\n\n").find(|section| section.lines().next() == Some(&format!("[{name}]")));
    section.into_iter().flat_map(str::lines).filter_map(|line| line.split_once(" | "))
}

fn value(name: &str, key: &str) -> Option<&'static str> {
    lines(name).find(|(found, _)| *found == key).map(|(_, value)| value)
}

fn both(lang: Lang, pair: &'static str) -> &'static str {
    pair.split_once(" | ").map_or(pair, |(ko, en)| lang.pick(ko, en))
}

/// What the parameter `name` is called; a test asks that each has a name.
#[must_use]
pub fn name(lang: Lang, name: &str) -> &'static str {
    value(name, "name").map_or("", |pair| both(lang, pair))
}

/// What it does.
#[must_use]
pub fn about(lang: Lang, name: &str) -> &'static str {
    value(name, lang.tag()).unwrap_or_default()
}

/// What one of its values is called, if otherwise than it is written.
#[must_use]
pub fn choice(lang: Lang, name: &str, choice: &str) -> Option<&'static str> {
    value(name, &format!("{name}.{choice}")).map(|pair| both(lang, pair))
}

/// The parameters that the table tells of, each with the keys of its lines.
#[must_use]
pub fn described() -> Vec<(&'static str, Vec<&'static str>)> {
    let heads = TABLE.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'));
    heads.map(|head| (head, lines(head).map(|(key, _)| key).collect())).collect()
}
