//! Analyses: how long one takes whose measurements all succeed.

use super::duration::seconds;
use super::{Aspect, Findings, Place, Table, Value, show};

/// All objects of the stream, among them the AnalysisTemplates.
pub(super) struct Templates<'a>(pub &'a [&'a Value]);

impl Templates<'_> {
    /// Notes an analysis, the table `name` of `outer`, and gives its length, s; `None` if it is not there.
    pub(super) fn read(&self, outer: &mut Table<'_>, name: &'static str, findings: &mut Findings) -> Option<f64> {
        let path = outer.path_of(name);
        let mut analysis = outer.table(name, findings);
        if !analysis.is_there() {
            return None;
        }
        let listed = analysis.take("templates").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut length_s = 0.0_f64;
        for (i, template) in listed.iter().enumerate() {
            let name = template["templateName"].as_str().unwrap_or_default();
            match self.length_s(name) {
                Some(template_s) => length_s = length_s.max(template_s),
                None => {
                    let place =
                        Place { path: format!("{path}.templates[{i}]"), value: show(&template["templateName"]) };
                    findings.not_modelled.entry(Aspect::TemplateElsewhere).or_default().push(place);
                }
            }
        }
        analysis.rest(
            &["args", "dryRun", "measurementRetention", "analysisRunMetadata", "startingStep", "clusterScope"],
            findings,
        );
        let value = format!("{length_s} s");
        findings.not_modelled.entry(Aspect::Analysis).or_default().push(Place { path, value });
        Some(length_s)
    }

    /// The longest of the metrics of the template called `name`; `None` if it is not in the stream.
    fn length_s(&self, name: &str) -> Option<f64> {
        let is_meant = |object: &&&Value| {
            let kind = object["kind"].as_str().unwrap_or_default();
            matches!(kind, "AnalysisTemplate" | "ClusterAnalysisTemplate") && object["metadata"]["name"] == name
        };
        let metrics = self.0.iter().find(is_meant)?["spec"]["metrics"].as_array()?;
        Some(metrics.iter().map(metric_length_s).fold(0.0, f64::max))
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
    use serde_json::json;

    #[test]
    fn the_slowest_metric_is_the_length() {
        let template = json!({ "kind": "AnalysisTemplate", "metadata": { "name": "a" }, "spec": { "metrics": [
            { "interval": "5s", "count": 3 },
            { "interval": "1m", "count": 2, "initialDelay": "30s" },
            { "interval": "1h" },
        ] } });
        // 2 * 5 = 10; 30 + 60 = 90; one measurement is all that is known of the last.
        let templates = [&template];
        let templates = Templates(&templates);
        assert_eq!((templates.length_s("a"), templates.length_s("b")), (Some(90.0), None));
    }
}
