//! The score of a canary: shares of passing metrics, by groups with weights.

use super::Class;

/// Metrics that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Weight in percent; groups without one share what is left of 100.
    pub weight: Option<f64>,
    /// How its metrics stand.
    pub classes: Vec<Class>,
}

/// The score, 0 to 100, to two decimals. A group's is the share of its metrics with data that pass, 100 without any; if half of all
/// metrics or more have no data, the whole is 0.
#[must_use]
pub fn score(groups: &[Group]) -> f64 {
    let classes = || groups.iter().flat_map(|group| &group.classes);
    let all = classes().count();
    let without_data = classes().filter(|class| **class == Class::Nodata).count();
    if 2 * without_data >= all {
        return 0.0;
    }
    let given: f64 = groups.iter().filter_map(|group| group.weight).sum();
    let open = groups.iter().filter(|group| group.weight.is_none()).count();
    let share = (100.0 - given).max(0.0) / open.max(1) as f64;
    let sum: f64 = groups.iter().map(|group| group.weight.unwrap_or(share) / 100.0 * group_score(group)).sum();
    (sum * 100.0 + 0.5).floor() / 100.0
}

fn group_score(group: &Group) -> f64 {
    let judged = group.classes.iter().filter(|class| **class != Class::Nodata).count();
    let passing = group.classes.iter().filter(|class| **class == Class::Pass).count();
    if judged == 0 { 100.0 } else { 100.0 * passing as f64 / judged as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Class::{High, Low, Nodata, Pass};

    #[test]
    fn scores_add_up_by_weight() {
        for (groups, expected) in [
            (vec![(None, vec![Pass, Pass, High])], 66.67),
            // 60 of 100 on the first, the rest shared: 20 each. 0.6 * 50 + 0.2 * 100 + 0.2 * 0.
            (vec![(Some(60.0), vec![Pass, Low]), (None, vec![Pass]), (None, vec![High])], 50.0),
            // No data in a group counts as 100, in a metric not at all: 0.5 * 100 + 0.5 * 100 * 2/3.
            (vec![(Some(50.0), vec![Nodata]), (Some(50.0), vec![Pass, Nodata, Pass, High])], 83.33),
            // Half without data.
            (vec![(None, vec![Pass, Nodata])], 0.0),
            (vec![], 0.0),
            // Weights above 100 leave nothing to share, those below are not stretched.
            (vec![(Some(100.0), vec![Pass]), (None, vec![High])], 100.0),
            (vec![(Some(40.0), vec![Pass])], 40.0),
        ] {
            let groups: Vec<Group> = groups.into_iter().map(|(weight, classes)| Group { weight, classes }).collect();
            assert_eq!(score(&groups), expected, "{groups:?}");
        }
    }
}
