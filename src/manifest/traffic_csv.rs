//! Measured traffic: a CSV file of `timestamp,value`, or of values alone, into the counts of a trace.

use super::note::Note;
use super::timestamp;
use crate::scenario::document;
use crate::scenario::problem::{Allowed, Problem, Problems, Rule};

/// Most intervals that a trace of a scenario takes.
const MOST_COUNTS: usize = 100_000;
/// So many wrong lines are named; the others are counted.
const MOST_LINES_NAMED: usize = 20;
/// Two lines further apart than so many usual intervals have a gap between them.
const GAP: f64 = 1.5;

/// Requests per interval, as measured.
#[derive(Clone, Debug, PartialEq)]
pub struct TrafficTrace {
    /// Requests of each interval; gaps are filled.
    pub counts: Vec<f64>,
    /// Length of an interval, s: the median distance of the times; `None` for a file without times.
    pub interval_s: Option<f64>,
    /// What people should know.
    pub notes: Vec<Note>,
}

/// A line of the file.
struct Line {
    number: u64,
    time_s: Option<f64>,
    count: f64,
}

/// Reads a file with the columns `timestamp,value`, or with one column of values. A first line of names may be there.
/// Times are `2014-04-10 00:04:00` or ISO 8601, or seconds or milliseconds since 1970.
///
/// # Errors
/// The lines that are wrong, as `line 17`.
pub fn read(bytes: &[u8]) -> Result<TrafficTrace, Problems> {
    let text = document::from_bytes(bytes).map_err(|problem| vec![problem])?;
    let lines = lines(text)?;
    let largest = lines.iter().map(|line| line.count).fold(0.0, f64::max);
    let interval_s = interval(&lines);
    let mut notes = Vec::new();
    let counts = match interval_s {
        Some(interval_s) => fill_gaps(&lines, interval_s, &mut notes),
        None => lines.iter().map(|line| line.count).collect(),
    };
    if counts.len() > MOST_COUNTS {
        let found = format!("{} counts", counts.len());
        return Err(vec![Problem::new("", found, Allowed::List { longest: MOST_COUNTS as u32 })]);
    }
    notes.insert(0, Note::TrafficFile { intervals: counts.len() as u32, interval_s, largest });
    Ok(TrafficTrace { counts, interval_s, notes })
}

fn lines(text: &str) -> Result<Vec<Line>, Problems> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let (mut lines, mut wrong) = (Vec::<Line>::new(), Problems::new());
    let (mut wrong_count, mut columns) = (0_usize, None);
    for (i, record) in reader.records().enumerate() {
        let Ok(record) = record else { continue };
        let number = record.position().map_or(0, csv::Position::line);
        let shown = || record.iter().collect::<Vec<_>>().join(",");
        let line = line(&record, number).filter(|_| *columns.get_or_insert(record.len()) == record.len());
        let rule = match line {
            Some(line) if is_later(lines.last(), &line) => {
                lines.push(line);
                continue;
            }
            Some(_) => Rule::LaterThanBefore,
            // A first line without any digit is a line of names.
            None if i == 0 && !shown().contains(|c: char| c.is_ascii_digit()) => continue,
            None => Rule::TrafficLine,
        };
        wrong_count += 1;
        if wrong.len() < MOST_LINES_NAMED {
            wrong.push(Problem::rule(format!("line {number}"), shown(), rule));
        }
    }
    if wrong_count > wrong.len() {
        wrong.push(Problem::rule("", "", Rule::More((wrong_count - wrong.len()) as u32)));
    }
    if lines.is_empty() && wrong.is_empty() {
        wrong.push(Problem::rule("", "0 counts", Rule::TraceHasCounts));
    }
    if wrong.is_empty() { Ok(lines) } else { Err(wrong) }
}

fn line(record: &csv::StringRecord, number: u64) -> Option<Line> {
    let (time_s, count) = match record.len() {
        1 => (None, &record[0]),
        2 => (Some(timestamp::seconds(&record[0])?), &record[1]),
        _ => return None,
    };
    let count = count.parse().ok().filter(|count: &f64| count.is_finite() && *count >= 0.0)?;
    Some(Line { number, time_s, count })
}

fn is_later(before: Option<&Line>, line: &Line) -> bool {
    before.and_then(|before| before.time_s).zip(line.time_s).is_none_or(|(before, now)| before < now)
}

/// The median distance between two lines.
fn interval(lines: &[Line]) -> Option<f64> {
    let mut distances: Vec<f64> = lines.windows(2).filter_map(|pair| Some(pair[1].time_s? - pair[0].time_s?)).collect();
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len() / 2).copied()
}

/// The counts on an even grid: what is missing is taken as it was before, since "not measured" is not "no traffic".
fn fill_gaps(lines: &[Line], interval_s: f64, notes: &mut Vec<Note>) -> Vec<f64> {
    let mut counts: Vec<f64> = Vec::with_capacity(lines.len());
    let (mut filled, mut first_line) = (0_u32, 0);
    for (i, line) in lines.iter().enumerate() {
        let distance = i.checked_sub(1).and_then(|before| Some(line.time_s? - lines[before].time_s?));
        if let Some(intervals) = distance.map(|distance| distance / interval_s).filter(|n| *n > GAP) {
            let before = lines[i - 1].count;
            // One more than allowed is enough to be refused; a gap of a century must not fill the memory.
            let missing = (intervals.round() as usize - 1).min(MOST_COUNTS + 1 - counts.len().min(MOST_COUNTS));
            counts.extend(std::iter::repeat_n(before, missing));
            first_line = if filled == 0 { line.number } else { first_line };
            filled += missing as u32;
        }
        counts.push(line.count);
    }
    if filled > 0 {
        notes.push(Note::TrafficGaps { filled, line: first_line });
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong_lines(text: &str) -> Vec<String> {
        read(text.as_bytes()).unwrap_err().into_iter().map(|problem| problem.path).collect()
    }

    #[test]
    fn times_give_the_interval_and_names_are_skipped() {
        let text = "timestamp,value\n2014-04-10 00:04:00,94.0\n2014-04-10 00:09:00,56\r\n2014-04-10 00:14:00,187\n";
        let trace = read(text.as_bytes()).unwrap();
        assert_eq!((trace.counts, trace.interval_s), (vec![94.0, 56.0, 187.0], Some(300.0)));
        assert_eq!(trace.notes, [Note::TrafficFile { intervals: 3, interval_s: Some(300.0), largest: 187.0 }]);
    }

    #[test]
    fn one_column_is_counts_alone() {
        let trace = read(b"requests\n3\n4\n\n5\n").unwrap();
        assert_eq!((trace.counts, trace.interval_s), (vec![3.0, 4.0, 5.0], None));
    }

    #[test]
    fn gaps_are_filled_with_the_count_before_and_told() {
        let trace = read(b"0,1\n60,2\n120,3\n300,4\n360,5\n").unwrap();
        assert_eq!(trace.counts, [1.0, 2.0, 3.0, 3.0, 3.0, 4.0, 5.0]);
        assert!(trace.notes.contains(&Note::TrafficGaps { filled: 2, line: 4 }), "{:?}", trace.notes);
        assert!(read(b"0,1\n1,2\n2,3\n1e15,4\n").is_err(), "a gap of ages");
    }

    #[test]
    fn every_wrong_line_is_named() {
        let text = "timestamp,value\n0,1\n60,-1\n120,nan\nnever,4\n180\n240,5,6\n30,7\n300,8\n";
        assert_eq!(wrong_lines(text), ["line 3", "line 4", "line 5", "line 6", "line 7"]);
    }

    #[test]
    fn times_must_rise() {
        assert_eq!(wrong_lines("60,1\n60,2\n120,3\n0,4\n"), ["line 2", "line 4"]);
    }

    #[test]
    fn many_wrong_lines_are_counted() {
        let problems = read("x1\n".repeat(50).as_bytes()).unwrap_err();
        assert_eq!(problems.len(), MOST_LINES_NAMED + 1);
        assert_eq!(problems[MOST_LINES_NAMED].allowed, Allowed::Rule(Rule::More(30)));
    }

    #[test]
    fn a_file_without_counts_is_refused() {
        for text in ["", "  \n", "timestamp,value\n"] {
            assert!(read(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(read(&[0xff, 0x00]).is_err());
    }
}
