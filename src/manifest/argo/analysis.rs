//! Analyses: what they measure where that is understood, and else how long one takes whose measurements all succeed.

use super::duration::seconds;
use super::metric::{self, Arguments};
use super::{Aspect, Findings, Place, Table, Value, show};
use serde_json::json;

/// Most metrics of an analysis that a scenario takes, and its longest name.
const MOST_METRICS: usize = 100;
const LONGEST_NAME: usize = 60;

/// All objects of the stream, among them the AnalysisTemplates, and the analyses of the scenario so far.
pub(super) struct Templates<'a> {
    objects: &'a [&'a Value],
    analyses: Vec<Value>,
}

/// What is known of an analysis.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Read {
    /// How long it takes if all measurements succeed, s.
    pub length_s: f64,
    /// Its name among the scenario's analyses; `None` if nothing of it is understood.
    pub name: Option<String>,
}

/// Where an analysis stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// Something waits for it, so a metric without an end is not understood.
    Steps,
    /// It goes on beside the steps.
    Background,
    /// Nobody asks the candidate while it goes on, so telemetry has nothing to show.
    Preview,
}

impl<'a> Templates<'a> {
    /// The templates among `objects`.
    pub(super) fn new(objects: &'a [&'a Value]) -> Templates<'a> {
        Templates { objects, analyses: Vec::new() }
    }

    /// The analyses that were understood.
    pub(super) fn into_analyses(self) -> Vec<Value> {
        self.analyses
    }

    /// Reads the analysis in the table `name` of `outer`; `None` if it is not there.
    pub(super) fn read(
        &mut self,
        outer: &mut Table<'_>,
        name: &'static str,
        within: Within,
        findings: &mut Findings,
    ) -> Option<Read> {
        let path = outer.path_of(name);
        let mut analysis = outer.table(name, findings);
        if !analysis.is_there() {
            return None;
        }
        let listed = analysis.take("templates").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let given = analysis.take("args").map(metric::arguments).unwrap_or_default();
        let dry_runs = analysis.take("dryRun").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let dry: Vec<&str> = dry_runs.iter().filter_map(|entry| entry["metricName"].as_str()).collect();
        let read = self.read_listed((path, "templates"), listed, (&given, &dry), within, findings);
        analysis.rest(&["measurementRetention", "analysisRunMetadata", "startingStep", "clusterScope"], findings);
        Some(read)
    }

    /// Reads the analysis that is made of the templates in a list of this name at `path`, given these arguments, of which these
    /// metrics are dry runs.
    pub(super) fn read_listed(
        &mut self,
        (path, list): (String, &str),
        listed: &[Value],
        (given, dry): (&Arguments, &[&str]),
        within: Within,
        findings: &mut Findings,
    ) -> Read {
        let (mut length_s, mut metrics, mut others) = (0.0_f64, Vec::new(), Vec::new());
        for (i, entry) in listed.iter().enumerate() {
            let Some(template) = self.template(entry["templateName"].as_str().unwrap_or_default()) else {
                let place = Place { path: format!("{path}.{list}[{i}]"), value: show(&entry["templateName"]) };
                findings.not_modelled.entry(Aspect::TemplateElsewhere).or_default().push(place);
                continue;
            };
            let arguments = [given.clone(), metric::arguments(&template["spec"]["args"])].concat();
            let of_template = template["spec"]["metrics"].as_array().map(Vec::as_slice).unwrap_or_default();
            length_s = of_template.iter().map(metric_length_s).fold(length_s, f64::max);
            for (j, metric) in of_template.iter().enumerate() {
                match read_metric(metric, &arguments, dry, within) {
                    Some(metric) => metrics.push(metric),
                    None => others
                        .push(Place { path: format!("{path}.{list}[{i}].metrics[{j}]"), value: show(&metric["name"]) }),
                }
            }
        }
        if metrics.is_empty() || metrics.len() > MOST_METRICS {
            let value = format!("{length_s} s");
            findings.not_modelled.entry(Aspect::Analysis).or_default().push(Place { path, value });
            return Read { length_s, name: None };
        }
        if !others.is_empty() {
            findings.not_modelled.entry(Aspect::AnalysisMetric).or_default().append(&mut others);
        }
        let names: Vec<&str> = listed.iter().filter_map(|entry| entry["templateName"].as_str()).collect();
        Read { length_s, name: Some(self.keep(&names.join("+"), metrics)) }
    }

    fn template(&self, name: &str) -> Option<&'a Value> {
        let is_meant = |object: &&&Value| {
            let kind = object["kind"].as_str().unwrap_or_default();
            matches!(kind, "AnalysisTemplate" | "ClusterAnalysisTemplate") && object["metadata"]["name"] == name
        };
        self.objects.iter().find(is_meant).copied()
    }

    /// Keeps an analysis under a name of its own, unless it is there already.
    fn keep(&mut self, name: &str, metrics: Vec<Value>) -> String {
        let metrics = Value::Array(metrics);
        let short: String = name.chars().take(LONGEST_NAME - 4).collect();
        let name_of = |turn: usize| if turn == 1 { short.clone() } else { format!("{short}-{turn}") };
        let mut turn = 1;
        while let Some(kept) = self.analyses.iter().find(|kept| kept["name"] == name_of(turn)) {
            if kept["metrics"] == metrics {
                return name_of(turn);
            }
            turn += 1;
        }
        self.analyses.push(json!({ "name": name_of(turn), "metrics": metrics }));
        name_of(turn)
    }
}

fn read_metric(metric: &Value, arguments: &Arguments, dry: &[&str], within: Within) -> Option<Value> {
    let read = metric::read(metric, arguments, dry)?;
    let is_zero = |field: &str| read[field].as_f64() == Some(0.0);
    let ends = is_zero("interval_s") || !is_zero("count") || !is_zero("consecutive_success_limit");
    match within {
        Within::Steps => ends.then_some(read),
        Within::Background => Some(read),
        Within::Preview => None,
    }
}

/// The first measurement comes after the initial delay, each further one an interval later. Without a count there is one, or
/// with an interval no end: that is not a length.
fn metric_length_s(metric: &Value) -> f64 {
    let time = |field: &str| seconds(&metric[field]).unwrap_or(0.0);
    let count = &metric["count"];
    let count = count.as_u64().or_else(|| count.as_str()?.parse().ok()).unwrap_or(1);
    time("initialDelay") + time("interval") * count.saturating_sub(1).min(u64::from(u32::MAX)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_metric_is_the_length() {
        // 2 * 5 = 10; 30 + 60 = 90; one measurement is all that is known of the last.
        let lengths = [
            json!({ "interval": "5s", "count": 3 }),
            json!({ "interval": "1m", "count": 2, "initialDelay": "30s" }),
            json!({ "interval": "1h" }),
        ];
        assert_eq!(lengths.each_ref().map(metric_length_s), [10.0, 90.0, 0.0]);
    }

    #[test]
    fn analyses_that_differ_have_names_of_their_own() {
        let mut templates = Templates::new(&[]);
        let (one, two) = (vec![json!(1)], vec![json!(2)]);
        let names = [&one, &two, &one, &two].map(|metrics| templates.keep("a", metrics.clone()));
        assert_eq!(names, ["a", "a-2", "a", "a-2"]);
        assert_eq!(templates.into_analyses().len(), 2);
    }
}
