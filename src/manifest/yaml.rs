//! A stream of YAML documents into values, within a budget: what a person writes fits easily, a bomb does not.

use crate::scenario::problem::{Problem, Rule};
use serde_json::Value;
use serde_saphyr::options::NonFiniteFloatPolicy;
use serde_saphyr::{Error, MessageFormatter, UserMessageFormatter};

/// Deepest nesting; a Deployment needs about 15 levels.
const DEEPEST: usize = 64;
/// Most nodes in the stream; the largest manifests people apply have some ten thousand.
const MOST_NODES: usize = 200_000;
/// Most documents in the stream.
const MOST_DOCUMENTS: usize = 2_000;
/// Most uses of aliases, and most events that all of them together may repeat.
const MOST_ALIASES: usize = 1_000;
const MOST_REPEATED: usize = 100_000;

/// The documents of the stream; empty ones are left out.
///
/// # Errors
/// The first place that is not YAML, or that breaks the budget.
pub(super) fn documents(text: &str) -> Result<Vec<Value>, Problem> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST,
            max_nodes: MOST_NODES,
            // A node gives at most two events, a document two more.
            max_events: 2 * (MOST_NODES + MOST_DOCUMENTS),
            max_documents: MOST_DOCUMENTS,
            max_aliases: MOST_ALIASES,
            max_anchors: MOST_ALIASES,
            max_merge_keys: MOST_ALIASES,
            max_recorded_anchor_events: MOST_REPEATED,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MOST_REPEATED,
            max_replay_stack_depth: DEEPEST,
        },
        // JSON values have no NaN: it stays as text, so that the reader can name it as found.
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        strict_booleans: true,
        with_snippet: false,
    };
    serde_saphyr::from_multiple_with_options(text, options).map_err(|error| problem(text, &error))
}

fn problem(text: &str, error: &Error) -> Problem {
    let line = error.location().map_or(0, |location| location.line());
    if is_over_budget(error) {
        return Problem::rule(place(line), "YAML", Rule::YamlBudget);
    }
    if text.contains("{{") {
        return Problem::rule(place(line), "{{ }}", Rule::Rendered);
    }
    // Not by the library's own rendering: that would bring pictures of the text into the page, which nobody sees.
    let message = UserMessageFormatter.format_message(innermost(error));
    let (line, column) = error.location().map_or((0, 0), |location| (location.line(), location.column()));
    // A document ends where the next one begins, so the line is that of the whole stream.
    let place = if line == 0 { String::new() } else { format!(" at line {line}, column {column}") };
    Problem::rule("", "YAML", Rule::Syntax(format!("{}{place}", message.escape_debug())))
}

/// The error itself, without what the library has put around it.
fn innermost(error: &Error) -> &Error {
    match error {
        Error::WithSnippet { error, .. } | Error::AliasError { error, .. } => innermost(error),
        error => error,
    }
}

fn place(line: u64) -> String {
    if line == 0 { String::new() } else { format!("line {line}") }
}

fn is_over_budget(error: &Error) -> bool {
    matches!(
        innermost(error),
        Error::Budget { .. }
            | Error::AliasReplayCounterOverflow { .. }
            | Error::AliasReplayLimitExceeded { .. }
            | Error::AliasExpansionLimitExceeded { .. }
            | Error::AliasReplayStackDepthExceeded { .. }
    )
}
