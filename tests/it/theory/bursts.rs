//! Arrivals as counts: means and variances of every process along every shape.

use super::interval::{Figure, assert_inside};
use cutover::fleet::{ArrivalClock, RateCurve};
use cutover::kernel::Time;
use cutover::kernel::rng::{Purpose, Stream};
use cutover::kernel::ziggurat::Ziggurat;
use cutover::scenario::{Arrivals, Burst, Shape, Traffic};

/// Batches of runs: the variance inside each is one value of a figure.
const BATCHES: u32 = 40;
const RUNS_IN_BATCH: u32 = 200;

/// Arrivals before each of `moments`, in rising order, in the run with this seed.
fn counts<const N: usize>(traffic: &Traffic, seed: u64, moments: [f64; N]) -> [f64; N] {
    let mut clock = ArrivalClock::new(RateCurve::new(traffic, moments[N - 1]), traffic, seed);
    let (ziggurat, mut stream) = (Ziggurat::new(), Stream::new(seed, Purpose::Arrivals));
    let mut before = [0.0; N];
    loop {
        let (mut block, mut gaps) = ([Time::ZERO; 16], [0.0; 16]);
        clock.fill(&ziggurat, &mut stream, &mut gaps, &mut block);
        for at in block {
            if at == Time::NEVER {
                return before;
            }
            for (count, moment) in before.iter_mut().zip(moments) {
                *count += f64::from(u8::from(at.seconds() < moment));
            }
        }
    }
}

/// Mean and unbiased variance of the counts of each batch, for each moment.
fn batches<const N: usize>(traffic: &Traffic, moments: [f64; N]) -> [Vec<(f64, f64)>; N] {
    let mut found = moments.map(|_| Vec::new());
    for batch in 0..BATCHES {
        let seeds = batch * RUNS_IN_BATCH..(batch + 1) * RUNS_IN_BATCH;
        let runs: Vec<[f64; N]> = seeds.map(|seed| counts(traffic, u64::from(seed), moments)).collect();
        for (i, found) in found.iter_mut().enumerate() {
            let mean = runs.iter().map(|run| run[i]).sum::<f64>() / f64::from(RUNS_IN_BATCH);
            let squares = runs.iter().map(|run| (run[i] - mean) * (run[i] - mean)).sum::<f64>();
            found.push((mean, squares / f64::from(RUNS_IN_BATCH - 1)));
        }
    }
    found
}

/// Variance over mean of the count in a window of a two-state Markov-modulated Poisson process in equilibrium:
/// `1 + 2 p q d^2 / (lambda theta) (1 - (1 - e^(-theta t)) / (theta t))` with the states' shares p and q, the difference
/// d of their rates, the mean rate lambda and the sum theta of the rates of leaving (Heffes and Lucantoni, IEEE Journal on
/// Selected Areas in Communications 4, 1986; Fischer and Meier-Hellstern, Performance Evaluation 18, 1993).
fn dispersion(rate_rps: f64, burst: &Burst, window_s: f64) -> f64 {
    let (share, theta) = (burst.share(), 1.0 / burst.mean_calm_s + 1.0 / burst.mean_burst_s);
    let difference = rate_rps * (burst.factor - (1.0 - share * burst.factor) / (1.0 - share));
    let decay = theta * window_s;
    let whole = 2.0 * share * (1.0 - share) * difference * difference / (rate_rps * theta);
    1.0 + whole * (1.0 + libm::expm1(-decay) / decay)
}

#[test]
fn counts_of_bursts_have_their_known_mean_and_dispersion() {
    let burst = Burst { factor: 3.0, mean_calm_s: 4.0, mean_burst_s: 1.0 };
    let traffic = Traffic { arrivals: Arrivals::Bursty, rate_rps: 20.0, burst: burst.clone(), ..Traffic::default() };
    let windows = [0.5, 3.0, 20.0];
    let mut figures = Vec::new();
    for (window_s, found) in windows.into_iter().zip(batches(&traffic, windows)) {
        let expected = traffic.rate_rps * window_s;
        figures.push(Figure {
            name: format!("count in {window_s} s"),
            values: found.iter().map(|(mean, _)| *mean).collect(),
            expected,
            wrong: vec![0.9 * expected, 1.1 * expected],
        });
        // What the same formula gives where bursts are a sixth stronger or, in the long run, a fifth longer.
        let stronger = Burst { factor: 3.5, ..burst.clone() };
        let longer = Burst { mean_calm_s: 1.2 * burst.mean_calm_s, mean_burst_s: 1.2, ..burst.clone() };
        let mut wrong = vec![1.0, dispersion(traffic.rate_rps, &stronger, window_s)];
        if window_s > 10.0 {
            wrong.push(dispersion(traffic.rate_rps, &longer, window_s));
        }
        figures.push(Figure {
            name: format!("dispersion in {window_s} s"),
            values: found.iter().map(|(_, variance)| variance / expected).collect(),
            expected: dispersion(traffic.rate_rps, &burst, window_s),
            wrong,
        });
    }
    assert_inside(&figures);
}

/// Traffic of this shape within 10 s, at about 20 requests/s.
fn shaped(shape: Shape, arrivals: Arrivals) -> Traffic {
    let mut traffic = Traffic { arrivals, shape, rate_rps: 20.0, ..Traffic::default() };
    (traffic.ramp.to_rps, traffic.ramp.start_s, traffic.ramp.duration_s) = (40.0, 2.0, 6.0);
    (traffic.spike.peak_rps, traffic.spike.start_s, traffic.spike.duration_s) = (60.0, 3.0, 2.0);
    (traffic.daily.low_rps, traffic.daily.peak_rps, traffic.daily.period_s) = (5.0, 45.0, 10.0);
    (traffic.trace.counts, traffic.trace.interval_s, traffic.trace.peak_rps) = (vec![1.0, 3.0, 0.0, 2.0], 1.5, 40.0);
    for point in &mut traffic.points {
        (point.at_s, point.rate_rps) = (point.at_s / 40.0, point.rate_rps / 12.0);
    }
    traffic.burst = Burst { factor: 4.0, mean_calm_s: 1.5, mean_burst_s: 0.5 };
    traffic
}

#[test]
fn every_process_meets_the_area_under_every_shape() {
    let mut figures = Vec::new();
    for shape in Shape::ALL {
        for arrivals in [Arrivals::Poisson, Arrivals::Bursty] {
            let traffic = shaped(*shape, arrivals);
            let expected = RateCurve::new(&traffic, 10.0).expected_requests();
            let [found] = batches(&traffic, [10.0]);
            figures.push(Figure {
                name: format!("count of {arrivals:?} {shape:?}"),
                values: found.iter().map(|(mean, _)| *mean).collect(),
                expected,
                wrong: vec![0.95 * expected, 1.05 * expected],
            });
            if arrivals == Arrivals::Poisson {
                figures.push(Figure {
                    name: format!("variance of {shape:?}"),
                    values: found.iter().map(|(_, variance)| *variance).collect(),
                    expected,
                    wrong: vec![0.85 * expected, 1.15 * expected],
                });
            }
        }
        // Evenly spaced ones have no luck at all.
        let traffic = shaped(*shape, Arrivals::Constant);
        let area = RateCurve::new(&traffic, 10.0).expected_requests();
        let [first, second] = [1, 2].map(|seed| counts(&traffic, seed, [10.0])[0]);
        assert!(first == second && (area - 1.0..=area).contains(&first), "{shape:?}: {first}, {second} for {area}");
    }
    assert_inside(&figures);
}
