//! The search through every field: by names in both languages, paths, choices and explanations.

use super::tree::{Field, Node, schema};
use crate::i18n::{Lang, field};

/// The fields and lists for which `query` asks, best first: those named so, then those with it in their path, choices or
/// explanation, then those of a section named so. What stands in entries of a list is found as that list.
#[must_use]
pub fn hits(query: &str) -> Vec<String> {
    let words: Vec<String> = query.split_whitespace().map(plain).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let schema = schema();
    let mut found: Vec<(usize, usize, &str)> = schema
        .iter()
        .enumerate()
        .filter(|(_, node)| node.field.is_some())
        .filter_map(|(place, node)| Some((rank(node, &words)?, place, node.outermost())))
        .collect();
    found.sort_unstable();
    let mut paths: Vec<String> = Vec::new();
    for (_, _, path) in found {
        if !paths.iter().any(|known| known == path) {
            paths.push(path.to_owned());
        }
    }
    paths
}

/// Without capitals, and one retry is searched like several retries.
fn plain(text: &str) -> String {
    text.to_lowercase().replace("ies", "y")
}

/// How far from its name `node` has every word; none if it lacks one.
fn rank(node: &Node, words: &[String]) -> Option<usize> {
    let names = |path: &str| Lang::ALL.map(|lang| field::name(lang, path)).join(" ");
    let mut text = String::new();
    let more = [
        names(&node.path),
        format!("{} {}", node.path, choices(node)),
        Lang::ALL.map(|lang| field::about(lang, &node.path, node.about)).join(" "),
        sections(node.section()).map(names).collect::<Vec<_>>().join(" "),
    ];
    more.iter().position(|more| {
        text.push(' ');
        text.push_str(&plain(more));
        // Whether Korean words are written apart differs from person to person.
        let joined: String = text.split_whitespace().collect();
        words.iter().all(|word| text.contains(word) || joined.contains(word))
    })
}

/// `a.b.c`, `a.b` and `a`.
fn sections(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('.').map(|(outer, _)| outer))
}

fn choices(node: &Node) -> String {
    let Some(Field::Choice { names, .. }) = &node.field else { return String::new() };
    let both = |name: &&'static str| Lang::ALL.map(|lang| field::choice(lang, &node.path, name)).join(" ");
    names.iter().map(both).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(query: &str) -> String {
        hits(query).into_iter().next().unwrap_or_default()
    }

    #[test]
    fn names_paths_choices_and_explanations_are_found_in_both_languages() {
        assert_eq!(first("error probability"), "versions.stable.error_probability");
        assert_eq!(first("오류 확률"), "versions.stable.error_probability");
        assert_eq!(first("오류확률"), "versions.stable.error_probability", "written together");
        assert_eq!(first("clients.retries.max"), "clients.retries.max");
        assert_eq!(first("power of two"), "fleet.policy");
        assert_eq!(hits("retry"), hits("Retries"), "one or several");
        assert!(hits("retry").len() >= 10);
        assert!(hits("garbage collection").contains(&"faults.pauses".to_owned()));
    }

    #[test]
    fn what_stands_in_a_list_is_found_as_the_list_and_once() {
        let found = hits("baseline instances");
        assert_eq!(found.iter().filter(|path| *path == "strategy.canary.steps").count(), 1);
        assert!(found.iter().all(|path| !path.contains('[')));
    }

    #[test]
    fn names_come_before_what_only_tells_of_them() {
        let found = hits("grace period");
        assert_eq!(found[0], "fleet.grace_period_s");
        assert!(found.contains(&"fleet.pre_stop_s".to_owned()));
        assert!(
            hits("canary").iter().position(|path| path == "strategy.canary.min_instances").is_some(),
            "its section"
        );
    }

    #[test]
    fn nothing_is_found_for_nothing_and_for_nonsense() {
        assert!(hits("  ").is_empty());
        assert!(hits("qwertz").is_empty());
    }
}
