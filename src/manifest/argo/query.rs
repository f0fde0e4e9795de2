//! What a Prometheus query of an AnalysisTemplate measures, where it is one of the usual ones.

use crate::scenario::Measure;

/// What a query measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Meaning {
    pub measure: Measure,
    /// Which quantile, of a latency.
    pub quantile: f64,
    /// By what a limit has to be multiplied to be one of a scenario: shares are of 1, latencies in ms.
    pub factor: f64,
}

/// What `query` measures: the share of answers that are server errors or that are none, or a quantile of a histogram in seconds or
/// milliseconds; `None` for everything else.
pub(super) fn meaning(query: &str) -> Option<Meaning> {
    let text: String = query.to_lowercase().split_whitespace().collect();
    of(&text)
}

fn of(text: &str) -> Option<Meaning> {
    let text = bare(text);
    // A product with a plain number: percent, or ms of seconds.
    if let [left, right] = split(text, '*')[..] {
        let (number, rest) = match (left.parse::<f64>(), right.parse::<f64>()) {
            (Ok(number), Err(_)) => (number, right),
            (Err(_), Ok(number)) => (number, left),
            _ => return None,
        };
        return of(rest).filter(|_| number > 0.0).map(|meaning| Meaning { factor: meaning.factor / number, ..meaning });
    }
    // What is left of 1.
    if let ["1", rest] = split(text, '-')[..] {
        let meaning = of(rest).filter(|meaning| meaning.factor == 1.0)?;
        let measure = match meaning.measure {
            Measure::ErrorRate => Measure::SuccessRate,
            Measure::SuccessRate => Measure::ErrorRate,
            _ => return None,
        };
        return Some(Meaning { measure, ..meaning });
    }
    if let Some(inner) = text.strip_prefix("histogram_quantile(").and_then(|inner| inner.strip_suffix(')')) {
        return latency(inner);
    }
    let [numerator, denominator] = split(text, '/')[..] else { return None };
    if matches(denominator) != [false; 2] {
        return None;
    }
    let measure = match matches(numerator) {
        [true, false] => Measure::ErrorRate,
        [false, true] => Measure::SuccessRate,
        _ => return None,
    };
    Some(Meaning { measure, quantile: 0.0, factor: 1.0 })
}

fn latency(inner: &str) -> Option<Meaning> {
    let (quantile, rest) = inner.split_once(',')?;
    let quantile = quantile.parse().ok().filter(|quantile| (0.0..=1.0).contains(quantile))?;
    let factor = if rest.contains("milliseconds") || rest.contains("_ms_bucket") {
        1.0
    } else if rest.contains("_seconds_bucket") {
        1_000.0
    } else {
        return None;
    };
    Some(Meaning { measure: Measure::Latency, quantile, factor })
}

/// Whether a selector asks for server errors, and whether it asks for everything else or for what was answered well.
fn matches(selector: &str) -> [bool; 2] {
    let has = |starts: &[&str]| starts.iter().any(|start| selector.contains(start));
    [
        has(&["=~\"5", "=~\"^5", "=~\"(5", "=~\"[5"]),
        has(&["!~\"5", "!~\"^5", "!~\"(5", "!~\"[5", "!~\"[45", "=~\"2", "=~\"[23"]),
    ]
}

/// Without `scalar(…)` and brackets around the whole.
fn bare(mut text: &str) -> &str {
    loop {
        let inner = text.strip_prefix("scalar").unwrap_or(text);
        let whole = inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
        match whole.filter(|inner| is_balanced(inner)) {
            Some(inner) => text = inner,
            None => return text,
        }
    }
}

fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    let ok = text.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    });
    ok && depth == 0
}

/// The parts of `text` between the signs that stand outside of brackets and quotes.
fn split(text: &str, sign: char) -> Vec<&str> {
    let (mut depth, mut quoted, mut begin) = (0_i32, false, 0);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth -= 1,
            _ if c == sign && depth == 0 => {
                parts.push(&text[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[begin..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_queries_are_understood() {
        let found = |query: &str| meaning(query).map(|found| (found.measure, found.quantile, found.factor));
        let total = "sum(rate(http_requests_total{service=\"a/b\"}[5m]))";
        let errors = "sum(rate(http_requests_total{status=~\"5..\"}[5m]))";
        let good = "sum(irate(istio_requests_total{response_code!~\"5.*\"}[5m]))";
        let (error_rate, success_rate) = ((Measure::ErrorRate, 0.0, 1.0), (Measure::SuccessRate, 0.0, 1.0));
        for (query, expected) in [
            (format!("{errors} / {total}"), Some(error_rate)),
            (format!("{good}\n/\n{total}\n"), Some(success_rate)),
            (format!("scalar(({good}) / ({total}))"), Some(success_rate)),
            (format!("1 - ({errors} / {total})"), Some(success_rate)),
            (format!("1 - {good} / {total}"), Some(error_rate)),
            // A limit of 95 % is one of 0.95.
            (format!("100 * ({good} / {total})"), Some((Measure::SuccessRate, 0.0, 0.01))),
            (format!("({errors} / {total}) * 100"), Some((Measure::ErrorRate, 0.0, 0.01))),
            // Seconds become ms, and those that are ms stay so.
            (
                "histogram_quantile(0.95, sum(rate(http_request_duration_seconds_bucket[1m])) by (le))".to_owned(),
                Some((Measure::Latency, 0.95, 1_000.0)),
            ),
            (
                "histogram_quantile(0.99, sum(rate(istio_request_duration_milliseconds_bucket[1m])) by (le))"
                    .to_owned(),
                Some((Measure::Latency, 0.99, 1.0)),
            ),
            (
                "histogram_quantile(0.5, rate(x_seconds_bucket[1m])) * 1000".to_owned(),
                Some((Measure::Latency, 0.5, 1.0)),
            ),
            // Not a share, no unit, errors among errors, no number, several divisions.
            (errors.to_owned(), None),
            ("histogram_quantile(0.5, rate(x_bucket[1m]))".to_owned(), None),
            (format!("{errors} / {errors}"), None),
            (format!("{total} / {total}"), None),
            (format!("{errors} * {total}"), None),
            (format!("{errors} / {total} / {total}"), None),
            ("histogram_quantile({{args.q}}, rate(x_seconds_bucket[1m]))".to_owned(), None),
            ("1 - histogram_quantile(0.5, rate(x_seconds_bucket[1m]))".to_owned(), None),
            (")(".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(found(&query), expected, "{query}");
        }
    }
}
