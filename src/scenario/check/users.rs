//! Rules about users: where they are, and for whom a version behaves otherwise.

use crate::scenario::problem::Rule;
use crate::scenario::{Region, Scenario};

/// A broken rule.
pub(super) struct Broken {
    /// Where.
    pub path: String,
    /// The other fields that it speaks of.
    pub others: Vec<String>,
    /// What stands there.
    pub found: String,
    pub rule: Rule,
}

/// The rules that `scenario` breaks.
pub(super) fn broken_rules(scenario: &Scenario) -> Vec<Broken> {
    let mut broken = zones(scenario);
    let clients = &scenario.clients;
    for (revision, version) in (0..).zip(scenario.revisions()) {
        for (i, case) in version.cases.iter().enumerate() {
            let path = format!("{}.cases[{i}]", Scenario::path_of(revision));
            let classes = clients.classes.iter().map(|class| class.name.clone());
            let regions = clients.regions.iter().map(|region| region.name.clone());
            broken.extend(unknown(format!("{path}.class"), &case.class, "clients.classes", classes.collect()));
            broken.extend(unknown(format!("{path}.region"), &case.region, "clients.regions", regions.collect()));
            if case.cohort_to < case.cohort_from {
                let from = format!("{path}.cohort_from");
                let rule = Rule::AtLeast { path: from.clone(), value: case.cohort_from };
                let (path, found) = (format!("{path}.cohort_to"), case.cohort_to.to_string());
                broken.push(Broken { path, others: vec![from], found, rule });
            }
        }
    }
    broken
}

/// Whoever knows how far it is to the zones knows it of all of them.
fn zones(scenario: &Scenario) -> Vec<Broken> {
    let counted = if scenario.cluster.nodes > 0 { "cluster.zones" } else { "routing.zones" };
    let zones = scenario.zones();
    let wrong = |region: &Region| ![0, zones as usize].contains(&region.zones_ms.len());
    let regions = scenario.clients.regions.iter().enumerate().filter(|(_, region)| wrong(region));
    let broken = regions.map(|(i, region)| Broken {
        path: format!("clients.regions[{i}].zones_ms"),
        others: vec!["cluster.nodes".to_owned(), counted.to_owned()],
        found: format!("a list of {}", region.zones_ms.len()),
        rule: Rule::EntryForEach { path: counted.to_owned(), value: zones },
    });
    broken.collect()
}

/// A name that stands for an entry of another list stands there.
fn unknown(path: String, name: &str, list: &str, mut names: Vec<String>) -> Option<Broken> {
    names.retain(|name| !name.is_empty());
    if name.is_empty() || names.iter().any(|known| known == name) {
        return None;
    }
    let rule = Rule::NameIn { path: list.to_owned(), names };
    Some(Broken { path, others: vec![list.to_owned()], found: name.to_owned(), rule })
}

#[cfg(test)]
mod tests {
    use crate::scenario::{Case, Class, Cluster, Region, Scenario};

    fn broken(change: impl Fn(&mut Scenario)) -> Vec<String> {
        let mut scenario = Scenario::default();
        change(&mut scenario);
        scenario.check().map_or_else(|problems| problems.into_iter().map(|p| p.path).collect(), |_| Vec::new())
    }

    #[test]
    fn a_case_names_a_class_and_a_region_that_there_are() {
        let case = |class: &str, region: &str| Case { class: class.into(), region: region.into(), ..Case::default() };
        let paths = broken(|s| {
            s.clients.classes = vec![Class { name: "search".to_owned(), ..Class::default() }, Class::default()];
            s.versions.stable.cases = vec![case("search", ""), case("", "")];
            s.versions.candidate.cases = vec![case("serach", "Seoul"), case("search", "")];
        });
        assert_eq!(paths, ["versions.candidate.cases[0].class", "versions.candidate.cases[0].region"]);
        let backwards = Case { cohort_from: 0.5, cohort_to: 0.4, ..Case::default() };
        assert_eq!(
            broken(|s| s.versions.stable.cases = vec![backwards.clone()]),
            ["versions.stable.cases[0].cohort_to"]
        );
        // What is wrong in itself is not also said to be of no class.
        let long = case(&"x".repeat(61), "");
        assert_eq!(broken(|s| s.versions.stable.cases = vec![long.clone()]), ["versions.stable.cases[0].class"]);
    }

    #[test]
    fn a_region_knows_the_way_to_all_zones_or_to_none() {
        let paths = |zones_ms: &[f64], nodes| {
            broken(|s| {
                s.routing.zones = 2;
                s.cluster = Cluster { nodes, zones: 3, ..Cluster::default() };
                s.clients.regions =
                    vec![Region::default(), Region { zones_ms: zones_ms.to_vec(), ..Region::default() }];
            })
        };
        let wrong = ["clients.regions[1].zones_ms"];
        assert_eq!([paths(&[], 0), paths(&[1.0, 2.0], 0), paths(&[1.0, 2.0, 3.0], 3)], [[""; 0]; 3]);
        assert_eq!([paths(&[1.0], 0), paths(&[1.0, 2.0], 3)], [wrong; 2]);
        assert_eq!(paths(&[-1.0], 0), ["clients.regions[1].zones_ms[0]"]);
    }
}
