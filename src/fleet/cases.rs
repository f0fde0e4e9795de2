//! Requests that a version treats otherwise than the rest: of one class, from one region, of some cohorts. So a version can
//! be bad for a few only, and a canary that those do not meet shows nothing.

use super::regions;
use super::state::Revision;
use crate::scenario::{self, Scenario};

/// What decides which cases a request is.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    /// The request's class.
    pub class: u8,
    /// Its user's region; 0 if there are none.
    pub region: u8,
    /// Its user's cohort, 0 to 1.
    pub cohort: f64,
}

/// The cases of all versions.
#[derive(Clone, Debug)]
pub struct Cases {
    are_there: bool,
    by_revision: Vec<Vec<Case>>,
    /// Chance that a request is answered with an error, whatever it is; by revision.
    error_probability: Vec<f64>,
}

#[derive(Clone, Debug)]
struct Case {
    /// A bit for each class, and for each region.
    classes: u16,
    regions: u16,
    cohort_from: f64,
    cohort_to: f64,
    service_factor: f64,
    error_probability: f64,
}

impl Case {
    fn new(case: &scenario::Case, scenario: &Scenario) -> Case {
        let clients = &scenario.clients;
        let classes: Vec<&str> = clients.classes.iter().map(|class| class.name.as_str()).collect();
        let regions: Vec<&str> = clients.regions.iter().map(|region| region.name.as_str()).collect();
        Case {
            classes: bits(&case.class, &classes),
            regions: bits(&case.region, &regions),
            cohort_from: case.cohort_from,
            cohort_to: case.cohort_to,
            service_factor: case.service_factor,
            error_probability: case.error_probability,
        }
    }

    fn is_met(&self, asker: &Asker) -> bool {
        self.classes >> asker.class & 1 == 1
            && self.regions >> asker.region & 1 == 1
            && (self.cohort_from..self.cohort_to).contains(&asker.cohort)
    }
}

/// A bit for each entry of this name; an empty name means all.
fn bits(name: &str, names: &[&str]) -> u16 {
    if name.is_empty() {
        return u16::MAX;
    }
    names.iter().enumerate().filter(|(_, other)| **other == name).map(|(i, _)| 1 << i).sum()
}

impl Cases {
    /// The cases of `scenario`.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Cases {
        let cases =
            scenario.revisions().map(|version| version.cases.iter().map(|case| Case::new(case, scenario)).collect());
        Cases {
            are_there: scenario.revisions().any(|version| !version.cases.is_empty()),
            by_revision: cases.collect(),
            error_probability: scenario.revisions().map(|version| version.error_probability).collect(),
        }
    }

    /// Whether there are any.
    #[inline]
    #[must_use]
    pub fn are_there(&self) -> bool {
        self.are_there
    }

    fn met<'a>(&'a self, revision: Revision, asker: &'a Asker) -> impl Iterator<Item = &'a Case> {
        self.by_revision[revision.index()].iter().filter(|case| case.is_met(asker))
    }

    /// How many times longer than for others the service of a request takes: the product of its cases.
    #[must_use]
    pub fn service_factor(&self, revision: Revision, asker: &Asker) -> f64 {
        self.met(revision, asker).map(|case| case.service_factor).product()
    }

    /// Chance that a request is answered with an error: that of the version and those of its cases are independent.
    #[must_use]
    pub fn error_probability(&self, revision: Revision, asker: &Asker) -> f64 {
        let either = |chance: f64, case: &Case| chance + (1.0 - chance) * case.error_probability;
        self.met(revision, asker).fold(self.error_probability[revision.index()], either)
    }
}

/// How many times the usual work a request brings on average, for each revision: over its class and, with the version's
/// cases, over the users' regions and cohorts.
#[must_use]
pub fn mean_factors(scenario: &Scenario) -> Vec<f64> {
    let cases = Cases::new(scenario);
    let or_one = |shares: Vec<(f64, f64)>| if shares.is_empty() { vec![(1.0, 1.0)] } else { shares };
    let classes = &scenario.clients.classes;
    let total: f64 = classes.iter().map(|class| class.weight).sum();
    let classes = or_one(classes.iter().map(|class| (class.weight / total, class.service_factor)).collect());
    let regions = or_one(regions::shares(scenario).into_iter().map(|share| (share, 1.0)).collect());
    let mean = |revision: Revision| {
        let mut mean = 0.0;
        for (cohort, width) in cohorts(&cases.by_revision[revision.index()]) {
            for (class, (class_share, factor)) in (0..).zip(&classes) {
                for (region, (region_share, _)) in (0..).zip(&regions) {
                    let asker = Asker { class, region, cohort };
                    mean += width * class_share * region_share * factor * cases.service_factor(revision, &asker);
                }
            }
        }
        mean
    };
    (0..scenario.revision_count()).map(|number| mean(Revision(number))).collect()
}

/// The cohorts in parts that all cases treat alike: where each begins, and how wide it is.
fn cohorts(cases: &[Case]) -> Vec<(f64, f64)> {
    let mut bounds: Vec<f64> = cases.iter().flat_map(|case| [case.cohort_from, case.cohort_to]).collect();
    bounds.extend([0.0, 1.0]);
    bounds.sort_by(f64::total_cmp);
    bounds.windows(2).map(|pair| (pair[0], pair[1] - pair[0])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Class, Region};

    fn scenario(cases: Vec<scenario::Case>) -> Scenario {
        let mut scenario = Scenario::default();
        let class =
            |name: &str, weight, service_factor| Class { name: name.into(), weight, service_factor, timeout_s: 0.0 };
        scenario.clients.classes = vec![class("read", 3.0, 0.5), class("search", 1.0, 2.0), class("read", 1.0, 1.0)];
        let region = |name: &str, weight| Region { name: name.into(), weight, ..Region::default() };
        scenario.clients.regions = vec![region("Seoul", 4.0), region("Busan", 1.0)];
        scenario.versions.candidate.cases = cases;
        scenario.versions.candidate.error_probability = 0.2;
        scenario
    }

    fn case(class: &str, region: &str, (cohort_from, cohort_to): (f64, f64)) -> scenario::Case {
        let (class, region) = (class.to_owned(), region.to_owned());
        scenario::Case { class, region, cohort_from, cohort_to, service_factor: 3.0, error_probability: 0.5 }
    }

    fn factor(cases: &Cases, class: u8, region: u8, cohort: f64) -> f64 {
        cases.service_factor(Revision(1), &Asker { class, region, cohort })
    }

    #[test]
    fn a_case_is_met_by_class_region_and_cohort() {
        let of = |case| Cases::new(&scenario(vec![case]));
        let search = of(case("search", "", (0.0, 1.0)));
        assert_eq!([0, 1, 2].map(|class| factor(&search, class, 1, 0.5)), [1.0, 3.0, 1.0]);
        // Two classes of one name.
        let read = of(case("read", "", (0.0, 1.0)));
        assert_eq!([0, 1, 2].map(|class| factor(&read, class, 0, 0.5)), [3.0, 1.0, 3.0]);
        let far = of(case("", "Busan", (0.0, 1.0)));
        assert_eq!([0, 1].map(|region| factor(&far, 0, region, 0.5)), [1.0, 3.0]);
        let late = of(case("", "", (0.5, 0.75)));
        assert_eq!([0.49, 0.5, 0.74, 0.75].map(|cohort| factor(&late, 0, 0, cohort)), [1.0, 3.0, 3.0, 1.0]);
        assert_eq!(late.service_factor(Revision(0), &Asker { class: 0, region: 0, cohort: 0.5 }), 1.0);
        assert!(late.are_there() && !Cases::new(&scenario(Vec::new())).are_there());
    }

    #[test]
    fn cases_that_apply_together_multiply_and_fail_independently() {
        let cases = Cases::new(&scenario(vec![case("search", "", (0.0, 1.0)), case("", "Busan", (0.0, 0.5))]));
        assert_eq!(factor(&cases, 1, 1, 0.2), 9.0);
        let chance = |class, region| {
            let asker = Asker { class, region, cohort: 0.2 };
            cases.error_probability(Revision(1), &asker)
        };
        let expected: [(u8, u8, f64); 4] = [(0, 0, 0.2), (1, 0, 0.6), (0, 1, 0.6), (1, 1, 0.8)];
        assert!(expected.into_iter().all(|(class, region, p)| (chance(class, region) - p).abs() < 1e-12));
    }

    #[test]
    fn the_mean_is_over_everybody() {
        let near = |scenario: &Scenario, expected: [f64; 2]| {
            let means = mean_factors(scenario);
            assert!(
                means.iter().zip(expected).all(|(mean, it)| (mean - it).abs() < 1e-12),
                "{means:?} for {expected:?}"
            );
        };
        assert_eq!(mean_factors(&Scenario::default()), [1.0, 1.0]);
        // (3 * 0.5 + 1 * 2 + 1 * 1) / 5 = 0.9.
        near(&scenario(Vec::new()), [0.9, 0.9]);
        // A fifth of the users, a quarter of the cohorts, a fifth of the requests at 2: 0.9 + 0.2 * 0.25 * 0.2 * 2 * 2.
        near(&scenario(vec![case("search", "Busan", (0.5, 0.75))]), [0.9, 0.94]);
    }
}
