//! Files made slightly wrong, in ways that parsers and readers trip over.

use cutover::kernel::rng::{Purpose, Stream};

/// What is put in the place of other values, keys and lines: limits of number types, other types, syntax, and words that the
/// readers know.
const WORDS: &[&str] = &[
    "0",
    "-1",
    "1",
    "2147483647",
    "2147483648",
    "4294967296",
    "18446744073709551616",
    "1e999",
    "-0.0",
    "0.5",
    "100001",
    ".nan",
    "null",
    "~",
    "true",
    "\"\"",
    "'0'",
    "25%",
    "101%",
    "-5%",
    "0%",
    "100%",
    "[]",
    "{}",
    "- ",
    "? ",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "|",
    ">-",
    "---\n",
    "...\n",
    "#",
    "{{ .Values.a }}",
    "\t",
    "\u{feff}",
    "\u{0}",
    "배포",
    "0s",
    "1h30m",
    "30000000s",
    "500m",
    "1e3",
    "0.1",
    "9Ei",
    "replicas: 0\n",
    "kind: Rollout",
    "kind: Deployment",
    "kind: Canary",
    "kind: List",
    "items:",
    "setWeight: 100",
    "setWeight: 101",
    "pause: {}",
    "pause: {duration: 1h}",
    "setCanaryScale:",
    "weight: 50",
    "matchTrafficWeight: true",
    "canary: {}",
    "blueGreen: {}",
    "trafficRouting: {}",
    "maxSurge: 0",
    "maxUnavailable: 0",
    "stepWeights: [1, 2, 101]",
    "iterations: 10",
    "mirror: true",
    "analysis: {}",
    "interval: 0s",
    "successCondition: result[0] >= 0.95",
    "dynamicStableScale: true",
    "workloadRef: {name: a}",
    "seed = 1",
    "horizon_s = 1e9",
    "kind = 'canary'",
    "steps = []",
];

/// What luck does to a file.
pub struct Mutator(Stream);

impl Mutator {
    /// The one of this seed: the same files in the same order give the same ones.
    pub fn new(seed: u64) -> Mutator {
        Mutator(Stream::new(seed, Purpose::Users))
    }

    /// A whole number below `end`, which is above 0.
    fn below(&mut self, end: usize) -> usize {
        ((self.0.unit() * end as f64) as usize).min(end - 1)
    }

    fn one_of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// One of `files`, changed in one to four places.
    pub fn next(&mut self, files: &[String]) -> Vec<u8> {
        let mut text = files[self.below(files.len())].clone();
        for _ in 0..=self.below(4) {
            text = self.change(text, files);
        }
        let mut bytes = text.into_bytes();
        // Now and then what is no text at all.
        if self.below(20) == 0 && !bytes.is_empty() {
            let at = self.below(bytes.len());
            bytes[at] = self.below(256) as u8;
        }
        bytes
    }

    fn change(&mut self, text: String, files: &[String]) -> String {
        let mut lines: Vec<&str> = text.lines().collect();
        if lines.is_empty() {
            return self.one_of(WORDS).to_owned();
        }
        let mut at = self.below(lines.len());
        let changed;
        match self.below(20) {
            0 => {
                lines.remove(at);
            }
            1 => lines.insert(at, lines[at]),
            2 => {
                let other = self.below(lines.len());
                lines.swap(at, other);
            }
            3 => lines.truncate(at + 1),
            4 => {
                // A few lines of another file, or of this one.
                let from: Vec<&str> = files[self.below(files.len())].lines().collect();
                let first = self.below(from.len().max(1)).min(from.len());
                let last = (first + 1 + self.below(8)).min(from.len());
                return with_lines(&lines, at, &from[first..last]);
            }
            5 => lines.insert(at, self.one_of(WORDS)),
            6 => {
                changed = self.with_value(lines[at]);
                lines[at] = &changed;
            }
            7 => {
                // One step in, or out.
                changed = match self.below(2) {
                    0 => format!("  {}", lines[at]),
                    _ => lines[at].strip_prefix("  ").unwrap_or(lines[at]).to_owned(),
                };
                lines[at] = &changed;
            }
            8 => {
                changed = self.with_word(lines[at]);
                lines[at] = &changed;
            }
            9 => {
                // What stands under a key is the value of another one.
                let key = lines[self.below(lines.len())].split([':', '=']).next().unwrap_or_default();
                let value = lines[at].split_once([':', '=']).map_or("", |(_, value)| value);
                changed = format!("{key}:{value}");
                lines[at] = &changed;
            }
            // Half of the changes leave a file that can still be read.
            _ => {
                let has_number = |line: &&str| line.contains(|c: char| c.is_ascii_digit());
                at = (at..lines.len()).find(|at| has_number(&lines[*at])).unwrap_or(at);
                changed = self.with_numbers(lines[at]);
                lines[at] = &changed;
            }
        }
        lines.join("\n") + "\n"
    }

    /// The line with another value after its first colon or sign of equality; the comma of JSON stays.
    fn with_value(&mut self, line: &str) -> String {
        let comma = if line.ends_with(',') { "," } else { "" };
        match line.find([':', '=']) {
            Some(at) => format!("{} {}{comma}", &line[..=at], self.one_of(WORDS)),
            None => format!("{}{comma}", self.one_of(WORDS)),
        }
    }

    /// The line with other numbers in the place of those that it has.
    fn with_numbers(&mut self, line: &str) -> String {
        let mut changed = String::new();
        let mut was_digit = false;
        for c in line.chars() {
            let is_digit = c.is_ascii_digit();
            match (was_digit, is_digit) {
                (_, false) => changed.push(c),
                (false, true) => changed.push_str(&self.below(150).to_string()),
                (true, true) => {}
            }
            was_digit = is_digit;
        }
        changed
    }

    /// The line with a word somewhere inside, and perhaps without what stood there.
    fn with_word(&mut self, line: &str) -> String {
        let chars: Vec<char> = line.chars().collect();
        let from = self.below(chars.len() + 1);
        let to = (from + self.below(4)).min(chars.len());
        let (before, after): (String, String) = (chars[..from].iter().collect(), chars[to..].iter().collect());
        format!("{before}{}{after}", self.one_of(WORDS))
    }
}

fn with_lines(lines: &[&str], at: usize, more: &[&str]) -> String {
    [&lines[..at], more, &lines[at..]].concat().join("\n") + "\n"
}
