//! The playhead: simulated time driven by wall-clock steps. It never simulates; it only points into recordings.

/// How many simulated seconds pass in one second of wall-clock time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(usize);

/// The offered factors. The last ones are for runs of days.
const FACTORS: [f64; 13] = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 300.0, 1_200.0, 3_600.0, 21_600.0, 86_400.0];
/// Factors up to here are always offered; faster ones only where a run is long enough to need them.
const ALWAYS_OFFERED: usize = 8;
/// A run is shown in at most so many seconds unless the person chooses otherwise.
const WHOLE_RUN_S: f64 = 38.0;

impl Speed {
    /// The speed at which a run of `horizon_s` is over in about half a minute.
    #[must_use]
    pub fn for_horizon(horizon_s: f64) -> Speed {
        let enough = FACTORS.iter().position(|factor| horizon_s / factor <= WHOLE_RUN_S);
        Speed(enough.unwrap_or(FACTORS.len() - 1))
    }

    /// The speeds worth offering for a run of `horizon_s`.
    pub fn offered(horizon_s: f64) -> impl Iterator<Item = Speed> {
        let most = Speed::for_horizon(horizon_s).0 + 2;
        (0..most.clamp(ALWAYS_OFFERED, FACTORS.len())).map(Speed)
    }

    /// Simulated seconds per second.
    #[must_use]
    pub fn factor(self) -> f64 {
        FACTORS[self.0]
    }

    /// Position among all speeds, for forms.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }

    /// The speed at `index`, the fastest beyond.
    #[must_use]
    pub fn at(index: usize) -> Speed {
        Speed(index.min(FACTORS.len() - 1))
    }

    /// One step faster.
    #[must_use]
    pub fn faster(self) -> Speed {
        Speed::at(self.0 + 1)
    }

    /// One step slower.
    #[must_use]
    pub fn slower(self) -> Speed {
        Speed(self.0.saturating_sub(1))
    }
}

/// Where the playhead stands and whether it moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Playback {
    time_s: f64,
    horizon_s: f64,
    speed: Speed,
    /// The speed of every run, whatever its length.
    kept: Option<Speed>,
    playing: bool,
}

impl Playback {
    /// At the beginning of a run of `horizon_s`, playing.
    #[must_use]
    pub fn new(horizon_s: f64) -> Playback {
        Playback { time_s: 0.0, horizon_s, speed: Speed::for_horizon(horizon_s), kept: None, playing: true }
    }

    /// The playhead, s.
    #[must_use]
    pub fn time_s(&self) -> f64 {
        self.time_s
    }

    /// Length of the run, s.
    #[must_use]
    pub fn horizon_s(&self) -> f64 {
        self.horizon_s
    }

    /// The speed.
    #[must_use]
    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// Whether the playhead moves.
    #[must_use]
    pub fn playing(&self) -> bool {
        self.playing
    }

    /// Whether the playhead stands at the end.
    #[must_use]
    pub fn at_end(&self) -> bool {
        self.time_s >= self.horizon_s
    }

    /// Lets `wall_s` seconds pass; whether anything moved. At the end it stops by itself.
    pub fn advance(&mut self, wall_s: f64) -> bool {
        // A page that was in the background reports one long step: it goes on where it was instead of jumping ahead.
        const LONGEST_STEP_S: f64 = 0.1;
        if !self.playing {
            return false;
        }
        self.time_s = (self.time_s + wall_s.clamp(0.0, LONGEST_STEP_S) * self.speed.factor()).min(self.horizon_s);
        self.playing = !self.at_end();
        true
    }

    /// Plays, from the beginning if it stood at the end; or pauses.
    pub fn toggle(&mut self) {
        if self.playing {
            self.playing = false;
        } else {
            if self.at_end() {
                self.time_s = 0.0;
            }
            self.playing = true;
        }
    }

    /// Pauses.
    pub fn pause(&mut self) {
        self.playing = false;
    }

    /// Puts the playhead to `time_s`, inside the run; not-a-number leaves it.
    pub fn seek(&mut self, time_s: f64) {
        if !time_s.is_nan() {
            self.time_s = time_s.clamp(0.0, self.horizon_s);
            self.playing &= !self.at_end();
        }
    }

    /// Moves the playhead by `delta_s`.
    pub fn step(&mut self, delta_s: f64) {
        self.seek(self.time_s + delta_s);
    }

    /// Chooses a speed.
    pub fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
    }

    /// Plays every run at this speed.
    pub fn keep_speed(&mut self, speed: Speed) {
        (self.speed, self.kept) = (speed, Some(speed));
    }

    /// The same moment in a run of another length; the speed follows only if the length changed and none is kept.
    pub fn set_horizon(&mut self, horizon_s: f64) {
        if horizon_s != self.horizon_s {
            self.horizon_s = horizon_s;
            self.speed = self.kept.unwrap_or_else(|| Speed::for_horizon(horizon_s));
            self.seek(self.time_s);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_speed_shows_a_run_in_about_half_a_minute() {
        for horizon in [60.0, 480.0, 600.0, 720.0, 86_400.0, 30.0 * 86_400.0] {
            let seconds = horizon / Speed::for_horizon(horizon).factor();
            assert!((10.0..=WHOLE_RUN_S).contains(&seconds), "{horizon} s take {seconds} s");
        }
        assert_eq!(Speed::for_horizon(600.0).factor(), 20.0);
        assert!(Speed::offered(86_400.0).any(|speed| speed == Speed::for_horizon(86_400.0)));
    }

    #[test]
    fn it_plays_to_the_end_stops_and_starts_again() {
        let mut playback = Playback::new(600.0);
        assert!(playback.advance(0.05));
        assert_eq!(playback.time_s(), 1.0);
        for _ in 0..700 {
            playback.advance(0.05);
        }
        assert_eq!((playback.time_s(), playback.playing(), playback.at_end()), (600.0, false, true));
        assert!(!playback.advance(1.0));
        playback.toggle();
        assert_eq!((playback.time_s(), playback.playing()), (0.0, true));
    }

    #[test]
    fn a_long_absence_does_not_skip_the_run() {
        let mut playback = Playback::new(600.0);
        playback.advance(3_600.0);
        assert_eq!(playback.time_s(), 2.0);
    }

    #[test]
    fn seeking_stays_inside_the_run() {
        let mut playback = Playback::new(100.0);
        playback.seek(-5.0);
        assert_eq!(playback.time_s(), 0.0);
        playback.seek(f64::NAN);
        assert_eq!(playback.time_s(), 0.0);
        playback.step(1e9);
        assert_eq!((playback.time_s(), playback.playing()), (100.0, false));
        playback.set_horizon(50.0);
        assert_eq!(playback.time_s(), 50.0);
    }

    #[test]
    fn a_speed_that_is_kept_is_that_of_every_run() {
        let mut playback = Playback::new(1.0);
        playback.keep_speed(Speed::at(1));
        playback.set_horizon(600.0);
        assert_eq!(playback.speed().factor(), 1.0);
        playback.set_speed(Speed::at(4));
        playback.set_horizon(600.0);
        assert_eq!(playback.speed().factor(), 10.0);
    }

    #[test]
    fn speeds_stay_in_range() {
        assert_eq!(Speed::at(0).slower(), Speed::at(0));
        assert_eq!(Speed::at(99).faster(), Speed::at(99));
    }
}
