//! A chart as a table: for those who do not see it, and for those who want the numbers.

use super::curve::{curves, text, unit, value};
use super::{ChartKind, Curve, Range, Source};
use crate::i18n::{Lang, number};

/// So many moments have a column.
const MOMENTS: usize = 6;

/// A row: a curve of a lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Position of the lane.
    pub lane: usize,
    /// What is followed.
    pub curve: Curve,
    /// Its value at each moment.
    pub cells: Vec<String>,
    /// Its highest value in the range.
    pub highest: String,
}

/// The values of all lanes at a few moments.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The moments.
    pub moments: Vec<String>,
    /// The rows, lane by lane.
    pub rows: Vec<Row>,
}

/// A chart of all lanes over `range` as a table.
#[must_use]
pub fn table(kind: ChartKind, sources: &[Source<'_>], range: Range) -> Table {
    let at: Vec<f64> = (0..MOMENTS).map(|i| range.at(i as f64 / (MOMENTS - 1) as f64)).collect();
    let unit = unit(kind);
    let row = |(lane, source, curve): (usize, &Source<'_>, Curve)| {
        let cell = |time_s: &f64| text(unit, value(curve, *source, source.track.sample_at(*time_s)));
        let (first, last) = (source.track.sample_at(range.from_s), source.track.sample_at(range.to_s));
        let highest = (first..=last).map(|i| value(curve, *source, i)).filter(|value| value.is_finite());
        let highest = text(unit, highest.reduce(f64::max).unwrap_or(f64::NAN));
        Row { lane, curve, cells: at.iter().map(cell).collect(), highest }
    };
    let told = |source| {
        curves(kind).iter().filter(|(curve, _)| *curve != Curve::StableShare).map(move |(curve, _)| (source, *curve))
    };
    let rows = sources
        .iter()
        .enumerate()
        .flat_map(|(lane, source)| told(source).map(move |(source, curve)| (lane, source, curve)));
    Table { moments: at.iter().map(|at| number::clock(*at)).collect(), rows: rows.map(row).collect() }
}

/// The caption of that table.
#[must_use]
pub fn caption(lang: Lang, kind: ChartKind) -> String {
    match unit(kind).long(lang) {
        "" => kind.name(lang).to_owned(),
        unit => format!("{} ({unit})", kind.name(lang)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::recording;
    use super::super::super::track::Track;
    use super::super::Terms;
    use super::*;

    #[test]
    fn the_table_has_a_row_for_each_curve_of_each_lane() {
        let track = Track::new(recording());
        let terms =
            Terms { instance_hour_usd: 0.1, served_percent: 99.9, error_rate_limit: None, latency_limit_ms: None };
        let source = Source { track: &track, terms: &terms };
        let table = table(ChartKind::Share, &[source, source], Range { from_s: 15.0, to_s: 40.0 });
        assert_eq!(table.moments, ["00:15", "00:20", "00:25", "00:30", "00:35", "00:40"]);
        assert_eq!(table.rows.iter().map(|row| row.lane).collect::<Vec<_>>(), [0, 0, 1, 1]);
        assert_eq!(table.rows[0].cells, ["0%", "0%", "50%", "50%", "50%", "50%"]);
        assert_eq!((table.rows[1].curve, table.rows[1].highest.as_str()), (Curve::SetShare, "50%"));
        assert_eq!(caption(Lang::En, ChartKind::Capacity), "Capacity (requests/s)");
    }
}
