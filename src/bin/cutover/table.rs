//! Columns that line up, also where letters are two columns wide.

use unicode_width::UnicodeWidthStr;

/// The rows of a table: the first column to the left, all others to the right.
pub fn lines(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let padding = " ".repeat(widths[column] - cell.width());
            if column == 0 {
                line.push_str(&format!("{cell}{padding}"));
            } else {
                line.push_str(&format!("  {padding}{cell}"));
            }
        }
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn wide_letters_take_two_columns() {
        let rows = [["", "롤링"], ["중단 시간", "0초"], ["p99", "1.5 s"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(lines(&rows), ["            롤링", "중단 시간    0초", "p99        1.5 s"]);
    }
}
